// What a release that was disturbed must have in common with one that was not: names, digests, files, and all that speaks
// about them. Signatures and what lists their digests are made anew.
import { type Attached, readLayouts } from '../support/layouts.ts';
import { sameNames, type View } from './outsider.ts';

/** Signatures, and what lists the digests of signatures. */
const SIGNED = /\.(intoto\.jsonl|sigstore\.json|colophon\.json)$/;

/** What differs. */
export const differences = (after: View, whole: View): readonly string[] => {
  const wrong: string[] = [];
  if (after.assets === undefined || whole.assets === undefined || !sameNames(after.assets, whole.assets))
    return ['it did not publish the same files'];
  for (const [name, digest] of after.assets)
    if (!SIGNED.test(name) && digest !== whole.assets.get(name))
      wrong.push(`${name} has other bytes than undisturbed`);
  if (!sameNames(after.names, whole.names)) wrong.push('it did not give the same names');
  for (const [name, digest] of after.names)
    if (digest !== whole.names.get(name)) wrong.push(`${name} names something else than undisturbed`);
  return wrong;
};

/** Everything that speaks about something below the directory, by subject and by what it says. */
export const spokenIn = (registries: string): ReadonlyMap<string, number> => {
  const said = readLayouts(registries).flatMap(({ repository, attached }) =>
    attached.map((one) => `${repository}@${one.subject} ${sayingOf(one)}`),
  );
  return new Map([...Map.groupBy(said, (one) => one)].map(([one, all]) => [one, all.length]));
};

const sayingOf = ({ artifactType, predicateType = '' }: Attached): string =>
  `${artifactType} ${predicateType}`.trim();

/** What nobody says any more, or says less often. */
export const unspoken = (
  now: ReadonlyMap<string, number>,
  whole: ReadonlyMap<string, number>,
): readonly string[] =>
  [...whole].filter(([one, times]) => (now.get(one) ?? 0) < times).map(([one]) => `${one} is lost`);
