// Names that a system or an eye could take for others, and entries that are no files (trust.md 4).
import { collisions, nameFault } from '../../formats/names.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Collected } from '../collect.ts';

export const names: Check<Collected, Collected> = {
  name: 'names',
  claim: 'Every entry is a regular file, and no two names can be taken for one another.',
  run: async (collected) => {
    const { refuted } = findingsOf('names');
    const all = [...collected.files.keys(), ...collected.strange];
    const findings = [
      ...all.flatMap((name) => {
        const fault = nameFault(name);
        return fault === undefined
          ? []
          : [refuted(name, 'NAME_FORBIDDEN', `a release holds no file of this name: ${fault}`)];
      }),
      ...collisions(all).map(([first, second]) =>
        refuted(second, 'NAME_TWICE', `it differs from ${first} in case or Unicode form only`),
      ),
      ...collected.strange.map((name) =>
        refuted(name, 'NOT_COVERED', 'it is no regular file, so no signature covers it'),
      ),
    ];
    const suspect = [...findings.map(({ subject }) => subject), ...collisions(all).map(([first]) => first)];
    return { findings, proved: { ...collected, suspect } };
  },
};
