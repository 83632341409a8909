// Every asset of a release so far, in the order in which the stages make them.
import type { Asset } from './asset.ts';
import { byBytes } from './byte-order.ts';
import type { Outcomes } from './outcome/index.ts';

type Made<Names extends keyof Outcomes> = Pick<Outcomes, Names>;

/** What people download and what describes it: everything that a checksum list may list. */
export const describedAssets = (made: Made<'gate' | 'package' | 'sbom' | 'notes'>): readonly Asset[] => [
  ...made.package.assets.map(plain),
  ...made.sbom.sboms.map(plain),
  made.notes.notes,
  made.gate.evidence,
];

/** The subjects of the provenance: all of the above and the checksum files. */
export const provenAssets = (
  made: Made<'gate' | 'package' | 'sbom' | 'notes' | 'checksum'>,
): readonly Asset[] => [...describedAssets(made), ...made.checksum.assets];

/** Everything that the sealed list lists: all of the above and the bundles. */
export const listedAssets = (
  made: Made<'gate' | 'package' | 'sbom' | 'notes' | 'checksum' | 'sign'>,
): readonly Asset[] => [...provenAssets(made), ...made.sign.signed.flatMap(({ published }) => published)];

/** Without what only the stage's own outcome says about it. */
const plain = ({ name, role, content, platform, origin }: Asset): Asset => ({
  name,
  role,
  content,
  ...(platform === undefined ? {} : { platform }),
  ...(origin === undefined ? {} : { origin }),
});

/** By name in byte order, as every list of a release stands. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  byBytes(a.name, b.name);
