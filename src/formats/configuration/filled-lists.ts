// A checksum list of things that are left out would be empty, and an empty list is refused: it is left out too.
import { releaseFileName } from '../../domain/release.ts';
import type { Settings } from '../../domain/settings.ts';
import { glob } from '../glob.ts';
import { contentNames } from './content-names.ts';
import { packageNames } from './package-names.ts';

/** The part without the lists that held something in the whole, by name, and hold nothing here. */
export const filledLists = (whole: Settings, part: Settings): Settings => {
  const before = listable(whole);
  const after = listable(part);
  const lists = whole.checksum.lists.filter(({ of }) => {
    const globs = of.map(glob);
    const holds = (names: readonly string[]): boolean =>
      names.some((name) => globs.some((matches) => matches(name)));
    return holds(after) || !holds(before);
  });
  return {
    ...part,
    checksum: { ...part.checksum, lists },
    notes: {
      ...part.notes,
      checksums: part.notes.checksums.filter((asset) => lists.some((list) => list.asset === asset)),
    },
  };
};

/** What a list may list, as far as names are known before a build; words stand for `{version}` and its kin. */
const listable = ({ gate, build, package: packaging, sbom }: Settings): readonly string[] => {
  const facts = { tag: gate.asked.tag, project: packaging.targets.project };
  const packaged = packageNames(packaging, build.files).map(({ name }) => name);
  const { images, charts } = packaging.targets;
  return [
    ...packaged,
    ...packaged.map((asset) => sbom.asset.replaceAll('{asset}', asset)),
    ...contentNames(images, charts).flatMap(({ name, role }) => (role === 'sbom' ? [name] : [])),
  ]
    .map((name) => name.replaceAll('{project}', facts.project).replaceAll(/\{[A-Za-z]+\}/g, '0'))
    .concat(releaseFileName(facts, '_notes.md'), releaseFileName(facts, '.evidence.json'));
};
