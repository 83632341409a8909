// Names given in registries, one after the other; a mirror that may fail and does is left with what it has.
import type { Finding } from '../../domain/finding.ts';
import { excused } from '../may-fail.ts';
import type { RegistryName } from '../release-names.ts';

export interface GivenNames {
  readonly given: readonly RegistryName[];
  readonly findings: readonly Finding[];
}

/** Gives each name; a mirror that has failed once, or before, is not asked again. Fails with what `give` fails with. */
export const giveNames = async (
  names: readonly RegistryName[],
  give: (name: RegistryName) => Promise<unknown>,
  before: readonly Finding[] = [],
): Promise<GivenNames> => {
  const given: RegistryName[] = [];
  const failed = new Map<string, Finding | undefined>(before.map(({ subject }) => [subject, undefined]));
  for (const name of names) {
    const { mirror } = name;
    if (mirror !== undefined && failed.has(mirror.to)) continue;
    const done = await excused(mirror ?? { to: name.repository }, () => give(name));
    if ('finding' in done) failed.set(done.finding.subject, done.finding);
    else given.push(name);
  }
  return { given, findings: [...failed.values()].filter((one) => one !== undefined) };
};
