// Builders' outputs that are published as they are.
import type { AssetRole } from '../../domain/asset.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Aliases, FileRule } from '../../domain/package-rules.ts';
import { glob } from '../../formats/glob.ts';
import { assetName } from '../asset-name.ts';
import type { PlannedFile } from './plan.ts';

/** One asset for each built file that the rule's path matches; fails with `PACKAGE_EMPTY` for none. */
export const planFiles = (
  rule: FileRule,
  built: readonly BuiltFile[],
  facts: ReleaseFacts,
  aliases: Aliases,
): readonly PlannedFile[] => {
  const matches = glob(rule.path);
  const found = built.filter(
    ({ builder, path }) => builder === rule.from && (matches(path) || matches(baseName(path))),
  );
  if (found.length === 0) throw nothing(rule);
  return found.map((file) => {
    const { platform, target } = file;
    const named = platform && target !== undefined ? { platform, target } : undefined;
    return {
      name: assetName(rule.asset, facts, { target: named, aliases, asset: baseName(file.path) }),
      template: rule.asset,
      role: roleOf(file),
      ...(platform === undefined ? {} : { platform }),
      holds: [file],
      content: file.content,
    };
  });
};

const roleOf = ({ packed }: BuiltFile): AssetRole => (packed ? 'package' : 'file');

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const nothing = ({ from, path }: FileRule): Failure =>
  new Failure('PACKAGE_EMPTY', `the builder ${from} left no file that matches ${path}`, {
    remedy: 'correct package.files[].path, or declare the file in the builder’s outputs',
    at: 'package.files',
  });
