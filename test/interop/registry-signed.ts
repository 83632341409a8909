// The example released by a real Sigstore into real registries: what tools that nobody here wrote accept there, what
// Colophon says of it and of what others copied or signed.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ghImageChecks, type GhTrust } from './gh-images.ts';
import { WORKFLOW } from './github-run.ts';
import { type CheckResult, expectEnd, type RealSigstore, startSigstore } from './kit.ts';
import { nameOf } from './layouts.ts';
import { cosignImageChecks, helmPullChecks, type PlaceOf } from './pushed-content.ts';
import { type RealRegistry, type RegistryPlaces, withRegistries } from './registries.ts';
import { copyCells } from './registry-copies.ts';
import { foreignCells } from './registry-foreign.ts';
import { ask, judge, ownRoots, placeIn, VERIFIED } from './registry-judged.ts';
import { type Cell, cells } from './registry-matrix.ts';
import {
  cosignCells,
  craneChecks,
  ghFromRegistry,
  helmChecks,
  orasChecks,
  skopeoChecks,
} from './registry-peers.ts';
import { type ReleasedWidget, releaseWidget } from './released-widget.ts';
import type { Root } from './rehearsed-content.ts';

/** One with a list of referrers and one without get the release; the others get it from the first by `mirror`. */
const KINDS = [
  ['ociregistry', 'open'],
  ['docker-registry', 'open'],
  ['distribution 3', 'open'],
  ['ociregistry -quirks', 'open'],
  ['crane registry', 'open'],
] as const;

export const signedCells = async (
  places: RegistryPlaces & { readonly kit: string },
): Promise<readonly Cell[]> => {
  const { bin, scratch, kit } = places;
  const state = join(scratch, 'real-sigstore');
  await mkdir(state, { recursive: true });
  const sigstore = await startSigstore(kit, state);
  try {
    return await withRegistries(places, KINDS, async ([listing, plain, ...others]) => {
      if (listing === undefined || plain === undefined) return [];
      const found: Cell[] = [];
      const released: [RealRegistry, ReleasedWidget][] = [];
      for (const registry of [listing, plain]) {
        const own = join(scratch, `released-${registry.host.replace(':', '-')}`);
        await mkdir(own);
        released.push([registry, await releaseWidget(sigstore, { bin, scratch: own, at: registry.host })]);
      }
      for (const [registry, one] of released) found.push(...(await wholeCells(registry, one, sigstore)));
      const [first] = released;
      if (first === undefined) return found;
      for (const registry of others)
        found.push(...(await mirroredCells(listing, registry, first[1], sigstore)));
      found.push(...(await copyCells(released, others)));
      for (const registry of [listing, plain, ...others])
        found.push(...(await foreignCells(registry, sigstore, places)));
      return found;
    });
  } finally {
    await sigstore.stop();
  }
};

const trustOf = (sigstore: RealSigstore, { push }: ReleasedWidget): GhTrust => ({
  trustedRoot: sigstore.trustedRootLines,
  repository: push.repository,
  remote: true,
  flags: [
    '--signer-workflow',
    `${push.repository}/${WORKFLOW}`,
    '--source-ref',
    `refs/tags/${push.tag}`,
    '--deny-self-hosted-runners',
  ],
});

/** Everything that anyone can ask. */
const wholeCells = async (
  registry: RealRegistry,
  released: ReleasedWidget,
  sigstore: RealSigstore,
): Promise<readonly Cell[]> => {
  const { content } = released;
  const place = placeIn(registry);
  const roots = ownRoots(content);
  const row = registry.name;
  const gh = trustOf(sigstore, released);
  return [
    ...cells(row, 'Colophon', await verified(released, roots, place)),
    ...cells(row, 'cosign', await cosignImageChecks(content, roots, place)),
    ...cells(row, 'cosign', await cosignCells(content, roots, place)),
    ...cells(row, 'gh', await ghImageChecks(content, roots, place, gh)),
    ...cells(row, 'gh', await ghFromRegistry(content, roots, place, gh)),
    ...cells(row, 'oras', await orasChecks(content, roots, place)),
    ...cells(row, 'skopeo', await skopeoChecks(roots, place)),
    ...cells(row, 'crane', await craneChecks(content, roots, place)),
    ...cells(row, 'helm', await helmPullChecks(content, roots, place)),
    ...cells(row, 'helm', await helmChecks(content, roots, place)),
  ];
};

/** The same release, brought by `colophon mirror`; of each tool what it finds in this registry. */
const mirroredCells = async (
  from: RealRegistry,
  registry: RealRegistry,
  released: ReleasedWidget,
  sigstore: RealSigstore,
): Promise<readonly Cell[]> => {
  const { content } = released;
  const place = placeIn(registry);
  const roots = ownRoots(content);
  const row = registry.name;
  const mirrored: CheckResult[] = [];
  for (const root of roots) {
    const argv = ['mirror', `oci://${placeIn(from)(root)}:${root.tag}`, `oci://${place(root)}:${root.tag}`];
    mirrored.push(expectEnd(`brings ${nameOf(root)}`, await ask(argv), { ok: true }));
  }
  return [
    ...cells(row, 'mirror of a release', mirrored),
    ...cells(row, 'Colophon', await verified(released, roots, place)),
    ...cells(row, 'cosign', await cosignCells(content, roots, place)),
    ...cells(
      row,
      'gh',
      await ghFromRegistry(content, roots, place, trustOf(sigstore, released), registry.kind),
    ),
    ...cells(row, 'oras', await orasChecks(content, roots, place)),
    ...cells(row, 'skopeo', await skopeoChecks(roots, place)),
    ...cells(row, 'crane', await craneChecks(content, roots, place)),
    ...cells(row, 'helm', await helmChecks(content, roots, place)),
  ];
};

/** Each root by its tag and each platform by its digest; for its own repository alone. */
const verified = async (
  released: ReleasedWidget,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const root of roots) {
    const named = await judge(released, `${place(root)}:${root.tag}`, { as: root.repository });
    results.push(expectEnd(`verifies ${nameOf(root)}`, named, { ok: true, saying: VERIFIED }));
    for (const { platform, digest } of root.platforms)
      results.push(
        expectEnd(
          `verifies ${nameOf(root)} for ${platform}`,
          await judge(released, `${place(root)}@${digest}`),
          { ok: true, saying: VERIFIED },
        ),
      );
  }
  const [root] = roots;
  if (root === undefined) return results;
  const other = await judge(released, `${place(root)}@${root.digest}`, { repo: 'acme/other' });
  return [
    ...results,
    expectEnd('refuses it for another repository', other, {
      ok: false,
      saying: /REFUSED|IDENTITY|REPOSITORY|ISSUER|SOURCE/,
    }),
  ];
};
