// The example released by a real Sigstore into real registries: what tools that nobody here wrote accept there, what
// Colophon says of it and of what others copied or signed.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createAsk, createRegistryReader, locateRegistry } from '../../src/adapters/registry-reader/index.ts';
import { createRegistry } from '../../src/adapters/registry/index.ts';
import { reveal } from '../../src/domain/secret.ts';
import { pushImage, smallImage } from '../contracts/registry-content.ts';
import { colophon } from '../support/colophon.ts';
import { ghImageChecks, type GhTrust } from './gh-images.ts';
import { WORKFLOW } from './github-run.ts';
import { type CheckResult, type Ended, expectEnd, type RealSigstore, run, startSigstore } from './kit.ts';
import { nameOf } from './layouts.ts';
import { cosignImageChecks, helmPullChecks, type PlaceOf } from './pushed-content.ts';
import { type RealRegistry, type RegistryPlaces, withRegistries } from './registries.ts';
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
import { type RehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';

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

const placeIn =
  ({ host }: Pick<RealRegistry, 'host'>, under = ''): PlaceOf =>
  ({ repository }) =>
    `${host}/${under}${repository}`;

/** Image and chart where they were released to; their mirrors lie in the same registry. */
const ownRoots = (content: RehearsedContent): readonly Root[] =>
  rootsOf(content).filter(
    ({ repository }) =>
      content.colophon.images.some((one) => one.repository === repository) ||
      content.colophon.charts.some((one) => one.repository === repository),
  );

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

const ask = async (argv: readonly string[]): Promise<Ended> => {
  const { exit, stdout, stderr } = await colophon(argv);
  return { status: exit, said: `${stderr}${stdout}`.trim() };
};

const judge = (
  { content, push }: ReleasedWidget,
  target: string,
  { repo = push.repository, as }: { readonly repo?: string; readonly as?: string } = {},
): Promise<Ended> =>
  ask([
    'verify',
    `oci://${target}`,
    '--repo',
    repo,
    '--trusted-root',
    content.trustedRoot,
    '--json',
    ...(as === undefined ? [] : ['--as', as]),
  ]);

const VERIFIED = /"verified": true/;

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

/** Copies that others made from registry to registry. */
const copyCells = async (
  released: readonly (readonly [RealRegistry, ReleasedWidget])[],
  [to]: readonly RealRegistry[],
): Promise<readonly Cell[]> => {
  const [listing, plain] = released;
  if (listing === undefined || plain === undefined || to === undefined) return [];
  const whole = async (
    [from, one]: readonly [RealRegistry, ReleasedWidget],
    target: RealRegistry,
  ): Promise<readonly Cell[]> => {
    const results: CheckResult[] = [];
    for (const root of ownRoots(one.content)) {
      const copy = placeIn(target, 'copies-by-oras/')(root);
      const cp = ['cp', '-r', '--no-tty', '--from-plain-http', '--to-plain-http'];
      const pair = [`${placeIn(from)(root)}:${root.tag}`, `${copy}:${root.tag}`];
      const made = await run(join(one.content.bin, 'oras'), [...cp, ...pair]);
      const proved = await judge(one, `${copy}:${root.tag}`, { as: root.repository });
      results.push(
        expectEnd(`oras copies ${nameOf(root)} to ${target.name}`, made, { ok: true }),
        expectEnd('and that verifies', proved, { ok: true, saying: VERIFIED }),
      );
    }
    return cells(from.name, 'copies by oras', results);
  };
  const bare = async ([from, one]: readonly [RealRegistry, ReleasedWidget]): Promise<readonly Cell[]> => {
    const [skopeo, crane]: [CheckResult[], CheckResult[]] = [[], []];
    for (const root of ownRoots(one.content)) {
      const copy = (by: string): string => `${placeIn(to, `copies-by-${by}/`)(root)}:${root.tag}`;
      const refused = async (by: string): Promise<CheckResult> =>
        expectEnd(
          'which is refused: nothing is attached',
          await judge(one, copy(by), { as: root.repository }),
          {
            ok: false,
            saying: /SEAL_MISSING|REFERRER_STRIPPED|IMAGE_NOT_SIGNED/,
          },
        );
      const source = `${placeIn(from)(root)}:${root.tag}`;
      const plainly = ['--src-tls-verify=false', '--dest-tls-verify=false'];
      const argv = ['copy', '--all', '--preserve-digests', ...plainly, `docker://${source}`];
      skopeo.push(
        expectEnd(
          `skopeo copies ${nameOf(root)} to ${to.name}`,
          await run('skopeo', [...argv, `docker://${copy('skopeo')}`]),
          { ok: true },
        ),
        await refused('skopeo'),
      );
      crane.push(
        expectEnd(
          `crane copies ${nameOf(root)} to ${to.name}`,
          await run(join(one.content.bin, 'crane'), ['copy', source, copy('crane')]),
          { ok: true },
        ),
        await refused('crane'),
      );
    }
    return [...cells(from.name, 'copies by skopeo', skopeo), ...cells(from.name, 'copies by crane', crane)];
  };
  return [
    ...(await whole(listing, plain[0])),
    ...(await whole(plain, listing[0])),
    ...(await bare(listing)),
    ...(await bare(plain)),
  ];
};

/** What plain cosign signed, of which no list was ever sealed. */
const foreignCells = async (
  registry: RealRegistry,
  sigstore: RealSigstore,
  { bin, scratch }: RegistryPlaces,
): Promise<readonly Cell[]> => {
  const { host, name } = registry;
  const locate = locateRegistry([]);
  const reading = createAsk();
  const reader = createRegistryReader({ locate, ask: reading });
  const doors = { registry: reader, ...createRegistry({ locate, ask: reading, registry: reader }) };
  const image = smallImage(`by others at ${host}`);
  const repository = `${host}/acme/foreign`;
  await pushImage(doors, repository, image);
  const reference = `${repository}@${image.index.content.digest}`;
  const trust = ['--repo', 'acme/widget', '--trusted-root', sigstore.trustedRootFile, '--json'];
  const verify = (more: readonly string[] = trust): Promise<Ended> =>
    ask(['verify', `oci://${reference}`, ...more]);
  const unsigned = await verify();
  const config = join(scratch, `cosign-${host.replace(':', '-')}`);
  await mkdir(config);
  await writeFile(join(config, 'signing.json'), sigstore.signingConfig);
  await writeFile(join(config, 'predicate.json'), JSON.stringify(PREDICATE));
  const sign = async (...command: readonly string[]): Promise<Ended> =>
    run(join(bin, 'cosign'), [
      ...command,
      '--yes',
      `--identity-token=${reveal(await sigstore.token({}))}`,
      `--signing-config=${join(config, 'signing.json')}`,
      `--trusted-root=${sigstore.trustedRootFile}`,
      reference,
    ]);
  const signed = await sign('sign');
  const judged = await verify();
  const attested = await sign(
    'attest',
    `--predicate=${join(config, 'predicate.json')}`,
    '--type=https://slsa.dev/provenance/v1',
  );
  const again = await verify();
  const other = await verify(['--repo', 'acme/other', ...trust.slice(2)]);
  const without = {
    ok: true,
    saying: /IMAGE_SIGNED[^]*IMAGE_WITHOUT_LIST|IMAGE_WITHOUT_LIST[^]*IMAGE_SIGNED/,
  };
  return cells(name, 'signed by cosign', [
    expectEnd('what nobody signed is refused', unsigned, { ok: false }),
    expectEnd('cosign signs an image', signed, { ok: true }),
    expectEnd('Colophon accepts it without a list', judged, without),
    expectEnd('cosign attests to it', attested, { ok: true }),
    expectEnd('Colophon accepts both', again, without),
    expectEnd('and refuses them for another repository', other, { ok: false }),
  ]);
};

const PREDICATE = {
  buildDefinition: {
    buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
    externalParameters: {
      workflow: {
        ref: 'refs/tags/v1.2.3',
        repository: 'https://github.com/acme/widget',
        path: WORKFLOW,
      },
    },
    resolvedDependencies: [],
  },
  runDetails: { builder: { id: 'https://github.com/actions/runner' } },
};
