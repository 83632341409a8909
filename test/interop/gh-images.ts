// Whether stock gh takes what is signed about images and charts: each manifest by its digest in a registry, and as the
// file that it is, whose SHA-256 is that digest.
import { join } from 'node:path';

import { chartProvenanceName, contentProvenanceName } from '../../src/domain/content-names.ts';
import { type CheckResult, expectEnd } from './kit.ts';
import { nameOf } from './layouts.ts';
import type { PlaceOf } from './pushed-content.ts';
import type { RehearsedContent, Root } from './rehearsed-content.ts';
import { ghVerify } from './stock.ts';

export interface GhTrust {
  /** A trusted root as JSON lines. */
  readonly trustedRoot: string;
  /** `owner/name`, as it stands on github.com. */
  readonly repository: string;
  readonly flags: readonly string[];
  /** Whether there are no layouts, whose blobs are asked about as files, too. */
  readonly remote?: true;
}

/** gh accepts the provenance of every manifest for this repository alone. */
export const ghImageChecks = async (
  content: RehearsedContent,
  roots: readonly Root[],
  place: PlaceOf,
  { trustedRoot, repository, flags, remote: only }: GhTrust,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const ask = (root: Root, file: string, repo = repository) =>
    ghVerify({ ...requestOf(content, root), trustedRoot, file }, repo, flags);
  for (const root of roots) {
    for (const { what, digest } of manifestsOf(root)) {
      const remote = `oci://${place(root)}@${digest}`;
      const file = blobOf(root, digest);
      results.push(expectEnd(`gh accepts ${what} in a registry`, await ask(root, remote), { ok: true }));
      if (only === true) continue;
      results.push(expectEnd(`gh accepts ${what} as a file`, await ask(root, file), { ok: true }));
    }
    const remote = `oci://${place(root)}@${root.digest}`;
    const other = await ask(root, remote, 'acme/other');
    results.push(expectEnd(`gh refuses ${nameOf(root)} for another repository`, other, { ok: false }));
    const stranger = root.kind === 'image' ? 'chart' : 'image';
    const swapped = roots.find(({ kind }) => kind === stranger);
    if (swapped === undefined) continue;
    const bundle = requestOf(content, swapped).bundle;
    const ended = await ghVerify(
      { ...requestOf(content, root), trustedRoot, bundle, file: remote },
      repository,
      flags,
    );
    results.push(
      expectEnd(`gh refuses ${nameOf(root)} by what is signed about the ${stranger}`, ended, { ok: false }),
    );
  }
  return results;
};

/** gh refuses what a rehearsal signed about images and charts, although it knows the rehearsal's root. */
export const ghRehearsalChecks = async (
  content: RehearsedContent,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const { repository } = content.colophon;
  const results: CheckResult[] = [];
  for (const root of roots) {
    const remote = `oci://${place(root)}@${root.digest}`;
    const ended = await ghVerify(
      { ...requestOf(content, root), trustedRoot: content.trustedRoot, file: remote },
      repository.name,
      ['--cert-identity', content.identity.san],
    );
    results.push(
      expectEnd(`gh refuses the rehearsed ${nameOf(root)}, whose repository is not on github.com`, ended, {
        ok: false,
        saying: /expected SourceRepository(Owner)?URI/,
      }),
    );
  }
  return results;
};

const requestOf = ({ bin, assets, identity, colophon }: RehearsedContent, root: Root) => {
  const image = colophon.images.find(({ name }) => name === root.name);
  const bundle =
    root.kind === 'image' && image !== undefined
      ? contentProvenanceName(image.repository)
      : chartProvenanceName(root.name, colophon.images);
  return { peers: bin, identity, bundle: join(assets, bundle) };
};

const manifestsOf = (root: Root): readonly { readonly what: string; readonly digest: string }[] => [
  { what: nameOf(root), digest: root.digest },
  ...root.platforms.map(({ platform, digest }) => ({ what: `${nameOf(root)} for ${platform}`, digest })),
];

const blobOf = ({ layout }: Root, digest: string): string =>
  join(layout, 'blobs/sha256', digest.slice('sha256:'.length));
