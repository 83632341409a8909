// examples/widget released as a workflow would release it: all sixteen stages, signed by a real Sigstore, into a
// directory that plays forge and registries. Nothing of it is a rehearsal but the places where it lies.
import { join } from 'node:path';

import { createDirectory } from '../../src/adapters/directory/index.ts';
import { createLayoutRegistryReader } from '../../src/adapters/layout-reader/index.ts';
import { createAsk, createRegistryReader } from '../../src/adapters/registry-reader/index.ts';
import { createSigstoreSigner } from '../../src/adapters/sigstore/index.ts';
import { createDigester } from '../../src/adapters/system/index.ts';
import { placesOf, takeDirectory, type RehearsalPlaces } from '../../src/cli/make/places/directory.ts';
import { prepared, type Prepared } from '../../src/cli/make/prepare/prepare.ts';
import { createStandIns } from '../../src/cli/make/stand-ins/stand-ins.ts';
import { locateRehearsed } from '../../src/cli/rehearsal-registry.ts';
import { runPipeline } from '../../src/engine/run.ts';
import { defaultForgeState } from '../../src/formats/forge-state.ts';
import { stages } from '../../src/stages/index.ts';
import type { AssetSource } from '../../src/ports/asset-source.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { createProver, DEFAULTS, type Policy } from '../../src/verify/index.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';
import { claimsOf, githubRun, identityOf, OWNER_ID, REPOSITORY_ID, type TagPush } from './github-run.ts';
import type { RealSigstore } from './kit.ts';
import { contentIn, type RehearsedContent } from './rehearsed-content.ts';

export interface ReleasedWidget {
  readonly content: RehearsedContent;
  readonly push: TagPush;
  /** What is demanded of it, exactly. */
  readonly policy: Policy;
  /** What anyone can read of it. */
  readonly assets: AssetSource;
  readonly registry: Registry;
}

const TAG = 'v1.2.0';

export interface ReleasePlaces extends Pick<RehearsedContent, 'bin' | 'scratch'> {
  /** A registry on loopback that its images go to over HTTP, in place of layouts. */
  readonly at?: string;
}

/** Releases v1.2.0 of the widget below `scratch`. Both `prove` and `confirm` have judged it as a release then. */
export const releaseWidget = async (
  sigstore: RealSigstore,
  { bin, scratch, at }: ReleasePlaces,
): Promise<ReleasedWidget> => {
  const widget = createWidget({ dir: join(scratch, 'widget'), tag: TAG });
  const { invocation } = quietInvocation(scratch);
  const places = placesOf(join(scratch, 'released'), TAG);
  const made = await prepared(widget.dir, 'release', { tag: TAG }, invocation, async (ready) => {
    const push = { repository: ready.settings.gate.targets.repository, tag: TAG, commit: ready.asked.commit };
    const letGo = await takeDirectory(places.dir);
    try {
      return await release(ready, { ...places, at }, push, sigstore);
    } finally {
      await letGo();
    }
  });
  const content = await contentIn({
    bin,
    scratch: join(scratch, 'peers'),
    assets: places.assets,
    trustedRoot: sigstore.trustedRootFile,
    identity: identityOf(githubRun(made.push)),
    tag: TAG,
    registries: places.registries,
  });
  return { content, ...made };
};

const release = async (
  ready: Prepared,
  places: RehearsalPlaces & { readonly at: string | undefined },
  push: TagPush,
  sigstore: RealSigstore,
): Promise<Omit<ReleasedWidget, 'content'>> => {
  const { invocation } = quietInvocation(places.dir);
  const played = defaultForgeState({ name: push.repository, defaultBranch: 'main' });
  const state = { ...played, repository: { ...played.repository, id: REPOSITORY_ID, ownerId: OWNER_ID } };
  // A release begins with empty caches: without a home there are none.
  const env = { PATH: process.env['PATH'] };
  const { at } = places;
  const standIns = await createStandIns(ready, places, state, { ...invocation, env }, { at });
  const run = githubRun(push);
  const assets = createDirectory(places.assets, createDigester({ jobs: invocation.jobs }));
  const registry =
    at === undefined
      ? createLayoutRegistryReader(places.registries)
      : createRegistryReader({ locate: locateRehearsed(at), ask: createAsk() });
  const { trustedRoot, signingConfig } = sigstore;
  const ports: Ports = {
    ...standIns.ports,
    // What is played here stands for what a forge would say, and is asked for as such.
    forge: { ...standIns.ports.forge, rehearsed: false },
    prover: createProver({ trustedRoot, published: () => assets, registry, local: true }),
    run: { run: async () => run, identity: async () => identityOf(run) },
    signer: createSigstoreSigner({
      signingConfig,
      identityToken: () => sigstore.token(claimsOf(push)),
      clock: standIns.ports.clock,
    }),
  };
  try {
    await runPipeline({
      stages,
      settings: ready.settings,
      ports,
      store: ports.store,
      journal: standIns.journal,
      report: () => undefined,
      releaseId: ready.releaseId,
      jobs: invocation.jobs,
      signal: invocation.signal,
      observer: {},
      host: standIns.host,
    });
  } finally {
    await standIns.end();
  }
  const { repository, tag, commit } = push;
  const policy = { ...DEFAULTS, mode: 'release', issuer: run.issuer, identity: identityOf(run) } as const;
  return { push, assets, registry, policy: { ...policy, repository, tag, commit, trustedRoot } };
};
