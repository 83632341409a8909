// The true release with images that lies are made from: a rehearsal, and the same signed as GitHub Actions would. What is
// not changed before it is signed is made once and put back after each lie.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { createKeys, type Keys } from '../../src/adapters/local-sigstore/keys.ts';
import type { LocalSigstore } from '../../src/adapters/local-sigstore/index.ts';
import { rehearsalRun } from '../../src/adapters/local-sigstore/run.ts';
import { formatTrustedRoot } from '../../src/adapters/local-sigstore/trusted-root.ts';
import { directoryOf } from '../../src/adapters/layout-reader/index.ts';
import type { Colophon } from '../../src/domain/colophon.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Identity, WorkflowRun } from '../../src/domain/identity.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import {
  CHART,
  type ImageRelease,
  type ImageReleaseOptions,
  makeImageRelease,
  MIRROR,
  ORIGIN,
  OTHER_ORIGIN,
} from '../support/image-release.ts';
import { layOut } from '../support/lay-out.ts';
import {
  createMemoryRegistry,
  type MemoryRegistry,
  type MemoryRepository,
} from '../support/memory-registry.ts';
import { COMMIT, REPOSITORY } from '../support/release.ts';
import { asGithub } from './world.ts';
import type { ImageLie } from './image-lie.ts';
import { createForger, createOpenAuthority } from './signing.ts';

export type Kind = 'rehearsal' | 'release';

/** A release with images on disk: assets, and one layout a repository. */
export interface ImagePlace {
  readonly kind: Kind;
  readonly release: ImageRelease;
  /** For a rehearsal the directory as `colophon rehearse` leaves it. */
  readonly dir: string;
  readonly assets: string;
  /** The layout of a repository. */
  readonly layout: (repository: string) => string;
  readonly trustedRoot: string;
  readonly identity: Identity;
}

export interface ImageWorld {
  /** Tells a lie, or the truth, and lays it out in a new directory of this name; puts back what was told. */
  readonly lay: (
    kind: Kind,
    name: string,
    lie: Pick<ImageLie, 'made' | 'told' | 'laid'>,
  ) => Promise<ImagePlace>;
  readonly remove: () => Promise<void>;
}

export const IMAGE_TAG = 'v1.2.3';
const IDS = { repositoryId: '1001', ownerId: '2002', workflow: '.github/workflows/release.yml' };
const REPOSITORIES = [
  ORIGIN,
  OTHER_ORIGIN,
  CHART,
  `${MIRROR}/widget`,
  `${MIRROR}/agent`,
  `${MIRROR}/charts/greeter`,
];

/** The world below `scratch`, which is there. */
export const createImageWorld = async (scratch: string): Promise<ImageWorld> => {
  const keys = createKeys(Date.now());
  const open = { ...keys, authority: createOpenAuthority() };
  const signers = {
    rehearsal: signerOf(keys, (run) => run),
    release: signerOf(open, asGithub),
  };
  const strangers = {
    rehearsal: signerOf(keys, (run) => run, 'mallory/widget').signer,
    release: signerOf(open, asGithub, 'mallory/widget').signer,
  };
  const made: ImageRelease[] = [];
  const make = async (kind: Kind, options: ImageReleaseOptions): Promise<ImageRelease> => {
    const release = await makeImageRelease({
      ...options,
      sigstore: signers[kind],
      ...(kind === 'rehearsal' ? {} : { colophon: (colophon) => released(colophon, options) }),
    });
    made.push(release);
    return release;
  };
  const whole = new Map<Kind, ImageRelease>();
  const lay: ImageWorld['lay'] = async (kind, name, { made: changed, told, laid }) => {
    const release =
      changed === undefined
        ? (whole.get(kind) ?? (await make(kind, {})))
        : await make(kind, changed(strangers[kind]));
    if (changed === undefined) whole.set(kind, release);
    const putBack = keep(release);
    try {
      await told?.(release, strangers[kind]);
      // What is asked about a place later is asked about what was told, not about what comes after.
      const heard = { ...release, memory: snapshot(release) };
      const place = await layOutAll(heard, kind, join(scratch, 'told', `${name}-${kind}`), signers[kind]);
      laid?.(place);
      return place;
    } finally {
      putBack();
    }
  };
  return {
    lay,
    remove: async () => {
      await Promise.all(made.map((release) => release.remove()));
    },
  };
};

/** Signs by one key for all, as this run of these keys. */
export const signerOf = (
  keys: Keys,
  bend: (run: WorkflowRun) => WorkflowRun,
  repository = REPOSITORY,
  of = IMAGE_TAG,
): LocalSigstore => {
  const runOf = (tag: string, commit: string): WorkflowRun =>
    bend(rehearsalRun({ repository, ...IDS }, tag, commit));
  const forger = createForger(keys, runOf(of, COMMIT));
  return {
    // Most of what a lie signs was signed for the one before.
    signer: { statement: once(forger.statement), document: once(forger.document) },
    run: {
      run: async (tag, commit) => runOf(tag, commit),
      identity: async (tag) => {
        const { buildSignerUri: san, issuer } = runOf(tag, COMMIT);
        return { san, issuer };
      },
    },
    trustedRoot: formatTrustedRoot(keys),
    erase: async () => undefined,
  };
};

const once = (
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): ((bytes: Uint8Array) => Promise<Uint8Array>) => {
  const signed = new Map<Digest, Promise<Uint8Array>>();
  return (bytes) => {
    const digest = sha256(bytes);
    const bundle = signed.get(digest) ?? sign(bytes);
    signed.set(digest, bundle);
    return bundle;
  };
};

export const released = (colophon: Colophon, { colophon: change }: ImageReleaseOptions): unknown => {
  const whole = { ...colophon, rehearsal: false };
  return change?.(whole) ?? whole;
};

/** Puts registries back to what they hold now. */
const keep = ({ memory }: ImageRelease): (() => void) => {
  const kept = REPOSITORIES.map((name) => [name, copied(memory.repository(name))] as const);
  return () => {
    for (const [name, before] of kept) {
      const now = memory.repository(name);
      for (const part of ['content', 'tags', 'referrers'] as const) {
        const map: Map<unknown, unknown> = now[part];
        map.clear();
        for (const [key, value] of before[part]) map.set(key, value);
      }
    }
  };
};

const inUse = ({ content, tags }: MemoryRepository): boolean => content.size + tags.size > 0;

/** What registries hold now, to be changed for itself. */
export const snapshot = ({ memory }: Pick<ImageRelease, 'memory'>): MemoryRegistry => {
  const after = createMemoryRegistry();
  for (const name of REPOSITORIES) {
    const { content, tags, referrers } = copied(memory.repository(name));
    const there = after.repository(name);
    for (const [digest, bytes] of content) there.content.set(digest, bytes);
    for (const [tag, descriptor] of tags) there.tags.set(tag, descriptor);
    for (const [subject, list] of referrers) there.referrers.set(subject, list);
  }
  return after;
};

const copied = ({ content, tags, referrers }: MemoryRepository): MemoryRepository => ({
  content: new Map(content),
  tags: new Map(tags),
  referrers: new Map([...referrers].map(([subject, list]) => [subject, new Map(list)])),
});

const layOutAll = async (
  release: ImageRelease,
  kind: Kind,
  dir: string,
  { trustedRoot: root, run }: LocalSigstore,
): Promise<ImagePlace> => {
  const assets = join(dir, relative(release.dir, release.assets));
  mkdirSync(assets, { recursive: true });
  cpSync(release.assets, assets, { recursive: true });
  const layout = (repository: string): string => join(dir, 'registries', directoryOf(repository) ?? '');
  const used = REPOSITORIES.filter(
    (name) =>
      // A release is asked about one image; its mirrors nobody opens.
      inUse(release.memory.repository(name)) && (kind === 'rehearsal' || !name.startsWith(MIRROR)),
  );
  for (const name of used) await layOut(release.memory.repository(name), layout(name));
  const trustedRoot = join(
    dir,
    kind === 'rehearsal' ? `sigstore/${IMAGE_TAG}/trusted_root.json` : '../root.json',
  );
  await mkdir(join(trustedRoot, '..'), { recursive: true });
  await writeFile(trustedRoot, root);
  if (kind === 'rehearsal') {
    const about = JSON.parse(readFileSync(join(release.dir, 'rehearsal.json'), 'utf8')) as object;
    writeFileSync(join(dir, 'rehearsal.json'), canonicalJson({ ...about, registries: 'registries' }));
  }
  return { kind, release, dir, assets, layout, trustedRoot, identity: await run.identity(IMAGE_TAG) };
};
