// What is said of a rehearsal that came to its end: the document of the contract, and a few lines for people.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { createLayoutRegistries } from '../../../adapters/layout-registry/index.ts';
import { Failure } from '../../../domain/failure.ts';
import type { Identity } from '../../../domain/identity.ts';
import type { Outcomes } from '../../../domain/outcome/index.ts';
import { releaseFileName, type ReleaseFacts } from '../../../domain/release.ts';
import type { PipelineResult } from '../../../engine/run.ts';
import { formatLeftOut, type LeftOut } from '../../../formats/configuration/index.ts';
import { neutral } from '../../../formats/neutral.ts';
import { verify } from '../../check/index.ts';
import type { Answer, Invocation } from '../../command.ts';
import type { RehearsalPlaces } from '../places/directory.ts';
import { listedContents } from './listed-content.ts';
import { notRehearsedFindings } from '../prepare/not-here.ts';
import type { Laid } from './partial.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { shellLine } from '../screen/stopped.ts';

export interface Rehearsed {
  readonly result: PipelineResult;
  readonly places: RehearsalPlaces;
  readonly identity: Identity;
  /** The real registry that was rehearsed into. */
  readonly at: string | undefined;
  readonly prepared: Pick<Prepared, 'asked' | 'settings' | 'leftOut' | 'notRehearsed'>;
  /** What was laid out of a part of a release. */
  readonly laid?: Laid;
}

/** Looks at the result as a stranger would, and says what there is. */
export const concluded = async (done: Rehearsed, invocation: Invocation): Promise<Answer> => {
  const { places, result, identity, at, prepared: ready } = done;
  const { asked, settings, notRehearsed } = ready;
  const login = at !== undefined && settings.gate.targets.read === 'private';
  const where = at === undefined ? {} : { registry: at, ...(login ? { login: at } : {}) };
  const options = Object.entries<string>(where).flatMap(([name, value]) => [`--${name}`, value]);
  const judged = await verify([places.dir], { rehearsal: true, ...where }, { ...invocation, format: 'json' });
  if (judged.exit !== 0)
    throw new Failure(
      'NOT_CONFIRMED',
      'the release was made, but a verification from outside does not say yes',
      {
        remedy: `look at ${shellLine(['colophon', 'verify', shown(places.dir, invocation), '--rehearsal', ...options])}`,
      },
    );
  const facts = (result.outcomes as Outcomes).gate.facts;
  const argv = ['colophon', 'verify', places.dir, '--rehearsal', ...options];
  const files = (await readdir(places.assets)).length;
  const content = await listedContents(
    join(places.assets, releaseFileName(facts, '.colophon.json')),
    at === undefined ? createLayoutRegistries(places.registries).locate : undefined,
  );
  return {
    exit: 0,
    document: {
      kind: 'colophon.rehearsal',
      out: places.dir,
      assets: places.assets,
      trustedRoot: places.trustedRoot,
      identity,
      images: content.images,
      mirrors: content.mirrors,
      charts: content.charts,
      release: releaseOf(ready, facts, places.assets),
      verify: argv,
      ...(notRehearsed.length === 0 ? {} : { findings: notRehearsedFindings(notRehearsed) }),
      stages: result.stages.map(({ name, ms }) => ({ name, ms })),
    },
    text: textOf(asked.tag, { files, ...content }, result.ended, notRehearsed, [
      shown(places.dir, invocation),
      '--rehearsal',
      ...options,
    ]),
  };
};

/** Says what was made and what was left out; there is nothing to prove. */
export const partlyConcluded = (
  { places, result, prepared: { asked, settings, leftOut } }: Rehearsed,
  laid: Laid,
  invocation: Invocation,
): Answer => {
  const left = leftOut.map(formatLeftOut);
  const { facts } = (result.outcomes as Outcomes).gate;
  const made = counted({ files: laid.files, images: laid.images, charts: laid.charts });
  return {
    exit: 0,
    document: {
      kind: 'colophon.rehearsal',
      out: places.dir,
      partial: { left, directory: places.partial },
      assets: laid.assets,
      images: laid.images,
      mirrors: [],
      charts: laid.charts,
      release: releaseOf({ asked, settings }, facts, laid.assets),
      stages: result.stages.map(({ name, ms }) => ({ name, ms })),
    },
    text: [
      '',
      `  rehearsed a part of ${neutral(asked.tag)}: ${made} in ${shown(places.partial, invocation)}`,
      '  no release: nothing was signed, staged or proved, and these were left out:',
      ...left.map((name) => `    ${neutral(name)}`),
      '',
    ].join('\n'),
  };
};

/** What was rehearsed, as the contract's document has it. */
const releaseOf = (
  { asked, settings }: Pick<Prepared, 'asked' | 'settings'>,
  facts: ReleaseFacts,
  assets: string,
): Readonly<Record<string, unknown>> => ({
  repository: settings.gate.targets.repository,
  tag: asked.tag,
  commit: asked.commit,
  prerelease: facts.prerelease,
  latest: facts.latest,
  notes: join(assets, releaseFileName(facts, '_notes.md')),
});

interface Made {
  readonly files: number;
  readonly images: readonly unknown[];
  readonly charts: readonly unknown[];
  readonly mirrors?: readonly unknown[];
}

/** `31 files, 1 image, 1 chart` */
const counted = ({ files, images, charts, mirrors = [] }: Made): string =>
  [
    numbered(files, 'file'),
    ...(images.length === 0 ? [] : [numbered(images.length, 'image')]),
    ...(charts.length === 0 ? [] : [numbered(charts.length, 'chart')]),
    ...(mirrors.length === 0 ? [] : [numbered(mirrors.length, 'mirrored', 'mirrored')]),
  ].join(', ');

const numbered = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const textOf = (
  tag: string,
  made: Made,
  ended: PipelineResult['ended'],
  notRehearsed: readonly LeftOut[],
  proof: readonly [out: string, ...options: readonly string[]],
): string => {
  const first = ended === 'published' ? `${tag} was rehearsed before and still holds` : `rehearsed ${tag}`;
  const left = notRehearsed.map((one) => `    ${neutral(formatLeftOut(one))}\n`);
  const without = left.length === 0 ? '' : `  without what cannot be built here:\n${left.join('')}`;
  return `\n  ${first}: ${counted(made)} in ${proof[0]}, consistent from the outside\n${without}  prove it yourself:\n    ${shellLine(['colophon', 'verify', ...proof])}\n`;
};

/** A path as one would type it where the command was typed. */
const shown = (path: string, { directory }: Pick<Invocation, 'directory'>): string => {
  const short = relative(directory, path);
  return short === '' || short.startsWith('..') ? path : `./${short}`;
};
