// What the making of manifests is handed, and where outputs of builders go before.
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuilderInput } from '../../domain/builder.ts';
import type { Tool } from '../../domain/tool.ts';
import type { Doors } from '../../engine/stage.ts';
import { renderTemplate } from '../../formats/template.ts';
import type { CollectedFile } from '../../ports/workshop.ts';
import { factValues, targetValues } from '../asset-name.ts';

export interface ManifestJob {
  readonly facts: ReleaseFacts;
  readonly built: readonly BuiltFile[];
  readonly doors: Doors<'source' | 'store' | 'workshop'>;
  readonly doing: (text: string) => void;
  readonly line: (text: string) => void;
}

export interface Rendered {
  readonly bytes: Uint8Array;
  readonly tools: readonly Tool[];
}

/** The largest file of manifests, in bytes. */
export const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Each input with its files: a declared file under its own name, a declared directory laid out below `to`. Fails with
 * `BUILD_INPUT_INVALID` where two would lie in one place.
 */
export const placedInputs = (
  inputs: readonly BuilderInput[],
  { built, facts }: Pick<ManifestJob, 'built' | 'facts'>,
): readonly { readonly to: string; readonly file: CollectedFile }[] => {
  const seen = new Set<string>();
  return inputs.flatMap(({ from, to }) =>
    built
      .filter(({ builder }) => builder === from)
      .map((file) => {
        const { platform, target, executable, content } = file;
        const named = platform && target !== undefined ? targetValues({ platform, target }) : {};
        const place = renderTemplate(to, { ...factValues(facts), ...named }).replace(/\/+$/, '');
        const path = nameBelow(file);
        if (seen.has(`${place}/${path}`)) throw clash(`${place}/${path}`);
        seen.add(`${place}/${path}`);
        return { to: place, file: { path, executable, content } };
      }),
  );
};

const nameBelow = ({ path, output }: BuiltFile): string =>
  path === output ? path.slice(path.lastIndexOf('/') + 1) : path.slice(output.length + 1);

const clash = (path: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `two inputs of manifests would lie at ${JSON.stringify(path)}`, {
    remedy: 'place them apart: give each its own `to`, with {target} in it where they differ by platform',
    at: 'package.manifests',
  });
