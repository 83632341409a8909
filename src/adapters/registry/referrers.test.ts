import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { type HttpRegistry, type Oddities, startHttpRegistry } from '../../../test/support/http-registry.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { OCI_EMPTY, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { EMPTY_CONFIG, EMPTY_CONFIG_BYTES, referrerDescriptor } from '../../formats/oci/referrer.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Registry } from '../../ports/registry.ts';
import { createAsk, createRegistryReader, type Locate } from '../registry-reader/index.ts';
import { createRegistry, type WrittenRegistry } from './index.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(ends.splice(0).map((end) => end())));

interface Started extends HttpRegistry, WrittenRegistry {
  readonly registry: Registry;
}

const start = async (odd: Partial<Oddities> = {}): Promise<Started> => {
  const server = await startHttpRegistry(odd);
  ends.push(server.close);
  const locate: Locate = (name) => ({ origin: server.origin, name });
  const ask = createAsk({ backoff: 1 });
  const registry = createRegistryReader({ locate, ask });
  const { blobs } = server.repository('app');
  blobs.set(EMPTY_CONFIG.digest, EMPTY_CONFIG_BYTES);
  return { ...server, registry, ...createRegistry({ locate, ask, registry, backoff: 2, patience: 200 }) };
};

const SUBJECT: Descriptor = { mediaType: OCI_MANIFEST, digest: `sha256:${'ab'.repeat(32)}`, size: 7 };
const TAG = `sha256-${hexOf(SUBJECT.digest)}`;
const referrer = (word: string): Uint8Array =>
  formatOciDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    artifactType: 'application/vnd.example',
    config: EMPTY_CONFIG,
    layers: [],
    subject: SUBJECT,
    annotations: { word },
  });

/** Pushes it and makes it findable. */
const attach = async (
  { registryWriter, referrersIndex }: WrittenRegistry,
  word: string,
): Promise<Descriptor> => {
  const bytes = referrer(word);
  const content = referrerDescriptor(bytes);
  await registryWriter.manifest('app', content, bytes);
  await referrersIndex.add('app', SUBJECT.digest, content);
  return content;
};

const put = ({ repository }: HttpRegistry, tag: string, document: unknown): void => {
  const bytes = Buffer.from(JSON.stringify(document));
  repository('app').manifests.set(sha256(bytes), { bytes, type: OCI_INDEX });
  repository('app').tags.set(tag, sha256(bytes));
};
const entriesOf = ({ repository }: HttpRegistry): readonly Record<string, unknown>[] => {
  const { tags, manifests } = repository('app');
  const { bytes } = manifests.get(tags.get(TAG) ?? '') ?? {};
  return bytes === undefined
    ? []
    : (JSON.parse(new TextDecoder().decode(bytes)) as { manifests: Record<string, unknown>[] }).manifests;
};
const counted = ({ asked }: HttpRegistry, method: string, kind: string): number =>
  asked.filter((one) => one.startsWith(`${method} ${kind}`)).length;

describe('what speaks about a manifest', () => {
  it('is left to a registry that lists it itself, whether or not it says so', async () => {
    for (const saysSubject of [true, false]) {
      const server = await start({ referrers: true, saysSubject });
      await attach(server, 'one');
      expect(server.repository('app').tags.size).toBe(0);
    }
  });

  it('is listed under the tag where a registry says that it lists it and does not', async () => {
    const server = await start({ saysSubject: true });
    const { digest } = await attach(server, 'one');
    await attach(server, 'two');
    expect(entriesOf(server).map((one) => one['digest'])).toContain(digest);
    expect(counted(server, 'GET', 'referrers')).toBe(1);
  });

  it('is lost where a registry keeps a list, says that this is in it, and it is not', async () => {
    const server = await start({ referrers: true, saysSubject: true });
    const bytes = referrer('one');
    const content = referrerDescriptor(bytes);
    await server.registryWriter.manifest('app', content, bytes);
    server.repository('app').manifests.delete(content.digest);
    await expect(server.referrersIndex.add('app', SUBJECT.digest, content)).rejects.toMatchObject({
      code: 'REFERRER_LOST',
    });
  });

  it('is listed with its artifact type and its annotations, sorted, and once', async () => {
    const server = await start();
    const added = [await attach(server, 'one'), await attach(server, 'two'), await attach(server, 'one')];
    const entries = entriesOf(server);
    expect(entries).toEqual(
      [...new Map(added.map((one) => [one.digest, one])).values()].toSorted((a, b) =>
        a.digest < b.digest ? -1 : 1,
      ),
    );
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ artifactType: 'application/vnd.example' });
  });

  it('leaves what others listed as it is, and mends how they described this', async () => {
    const server = await start({ strict: false });
    const foreign = {
      extra: { of: ['another', 'tool', 0.5] },
      digest: `sha512:${'0'.repeat(128)}`,
      mediaType: 'application/vnd.other',
      size: 1,
    };
    const mine = referrerDescriptor(referrer('one'));
    const cosigns = {
      mediaType: mine.mediaType,
      size: mine.size,
      digest: mine.digest,
      artifactType: OCI_EMPTY,
    };
    put(server, TAG, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [foreign, cosigns], more: 1 });
    await attach(server, 'one');
    expect(entriesOf(server)).toEqual([mine, foreign]);
  });

  it('costs one writing when much of it is added at the same time', async () => {
    const server = await start();
    const words = ['1', '2', '3', '4', '5', '6'];
    const contents = words.map((word) => referrerDescriptor(referrer(word)));
    for (const [at, word] of words.entries())
      await server.registryWriter.manifest('app', contents[at] ?? SUBJECT, referrer(word));
    server.asked.length = 0;
    await Promise.all(contents.map((one) => server.referrersIndex.add('app', SUBJECT.digest, one)));
    expect(entriesOf(server)).toHaveLength(6);
    expect(counted(server, 'PUT', 'manifests')).toBe(1);
  });

  it.each([
    { what: 'an image', document: { schemaVersion: 2, mediaType: OCI_MANIFEST, config: {}, layers: [] } },
    { what: 'an image without a type', document: { schemaVersion: 2, config: {}, layers: [] } },
    { what: 'no list', document: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: {} } },
    { what: 'entries without a digest', document: { schemaVersion: 2, manifests: [{ size: 1 }] } },
  ])('is not written over $what under its tag', async ({ document }) => {
    const server = await start();
    put(server, TAG, document);
    const before = server.repository('app').tags.get(TAG);
    await expect(attach(server, 'one')).rejects.toMatchObject({ code: 'REFERRERS_INDEX_FOREIGN' });
    expect(server.repository('app').tags.get(TAG)).toBe(before);
  });

  it('is listed although the registry has lost something else of the list', async () => {
    const server = await start();
    const lost = await attach(server, 'one');
    await attach(server, 'two');
    server.repository('app').manifests.delete(lost.digest);
    const { digest } = await attach(server, 'three');
    const listed = entriesOf(server).map((one) => one['digest']);
    expect(listed).toContain(digest);
    expect(listed).not.toContain(lost.digest);
    expect(listed).toHaveLength(2);
  });

  it('is written again when somebody else overwrote the list', async () => {
    for (const etags of [true, false]) {
      const server = await start({ etags, strict: false });
      const other = { mediaType: OCI_MANIFEST, digest: `sha256:${'cd'.repeat(32)}`, size: 1 };
      const list = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [other] };
      await attach(server, 'one');
      const { tags } = server.repository('app');
      const set = tags.set.bind(tags);
      let overwrites = 2;
      tags.set = (tag, digest) => {
        set(tag, digest);
        overwrites -= 1;
        if (overwrites >= 0) put(server, TAG, list);
        return tags;
      };
      const { digest } = await attach(server, 'two');
      expect(entriesOf(server).map((one) => one['digest'])).toEqual([digest, other.digest].toSorted());
    }
  });

  it('is listed although the registry remembers the list and has lost it', async () => {
    const server = await start({ strict: false });
    const foreign = { digest: `sha512:${'0'.repeat(128)}`, mediaType: 'application/vnd.other', size: 1 };
    for (const before of [[], [foreign]]) {
      put(server, TAG, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: before });
      const { digest } = await attach(server, 'one');
      const { tags, manifests } = server.repository('app');
      const list = tags.get(TAG) ?? '';
      manifests.delete(list);
      tags.delete(TAG);
      put(server, TAG, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: before });
      server.odd.claims.add(list);
      await attach(server, 'one');
      expect(tags.get(TAG)).toBe(list);
      expect(entriesOf(server).map((one) => one['digest'])).toEqual([
        digest,
        ...before.map((one) => one.digest),
      ]);
    }
  });

  it('is lost where the registry does not keep the list', async () => {
    const server = await start();
    server.repository('app').tags.set = function () {
      return this;
    };
    await expect(attach(server, 'one')).rejects.toMatchObject({ code: 'REFERRER_LOST' });
  });

  /** Two processes attach at the same time, then publish one after the other; how many were attached again then. */
  const race = async (
    rounds: number,
    lockDir?: string,
  ): Promise<{ readonly server: Started; readonly again: number }> => {
    const server = await start();
    const program = new URL('../../../test/support/attaching.ts', import.meta.url);
    const said = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message'))[0];
    const writers = ['a', 'b'].map((name) => {
      const child = fork(program, [server.origin, SUBJECT.digest, name, String(rounds), lockDir ?? '']);
      ends.push(async () => child.kill());
      return { child, attached: said(child) };
    });
    await Promise.all(writers.map(({ attached }) => attached));
    let again = 0;
    for (const { child } of writers) {
      child.send('publish');
      again += Number(await said(child));
    }
    return { server, again };
  };

  it('is complete after two processes have added theirs, 50 times each, and again what was lost', async () => {
    const { server } = await race(50);
    expect(entriesOf(server)).toHaveLength(100);
  }, 60_000);

  it('W15: is never lost between processes that share the directory of their locks', async () => {
    const lockDir = await mkdtemp(join(tmpdir(), 'colophon-turns-'));
    ends.push(() => rm(lockDir, { recursive: true }));
    const { server, again } = await race(50, lockDir);
    expect(entriesOf(server)).toHaveLength(100);
    expect(again).toBe(0);
  }, 60_000);
});

describe('a manifest that is pushed', () => {
  it('is asked for once, and not again when that was told', async () => {
    const server = await start();
    const bytes = referrer('one');
    const content = referrerDescriptor(bytes);
    const { claims, manifest } = server.registryWriter;
    expect(await claims('app', [content])).toEqual([false]);
    expect(await manifest('app', content, bytes)).toBe('uploaded');
    expect(await claims('app', [content])).toEqual([true]);
    expect(await manifest('app', content, bytes)).toBe('accepted');
    expect(counted(server, 'HEAD', 'manifests')).toBe(2);
    expect(counted(server, 'PUT', 'manifests')).toBe(1);
  });

  it('fails by name when the registry lacks what it points at', async () => {
    const server = await start();
    server.repository('app').blobs.clear();
    const bytes = referrer('one');
    await expect(
      server.registryWriter.manifest('app', referrerDescriptor(bytes), bytes),
    ).rejects.toMatchObject({
      code: 'CONTENT_MISSING',
      message: expect.stringContaining(EMPTY_CONFIG.digest) as string,
    });
  });

  it('is brought back where the registry remembers it, takes it, and does not write it', async () => {
    const bytes = referrer('one');
    const content = referrerDescriptor(bytes);
    const server = await start({ claims: new Set([content.digest]) });
    const { manifest } = server.registryWriter;
    expect(await manifest('app', content, bytes)).toBe('accepted');
    await expect(server.registry.manifest('app', content.digest)).rejects.toMatchObject({
      code: 'MANIFEST_MISSING',
    });
    expect(await manifest('app', content, bytes, { unasked: true })).toBe('uploaded');
    expect(await server.registry.manifest('app', content.digest)).toEqual(bytes);
  });

  it('is none: refused before it is sent', async () => {
    const server = await start();
    const bytes = Buffer.from('{"schemaVersion":2,"layers":[],"manifests":[]}');
    const content = { mediaType: OCI_MANIFEST, digest: sha256(bytes), size: bytes.length };
    await expect(server.registryWriter.manifest('app', content, bytes)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
    expect(server.asked).toEqual([]);
  });

  it('is not pushed when the registry says that it took something else', async () => {
    const server = await start({ digest: SUBJECT.digest });
    const bytes = referrer('one');
    await expect(
      server.registryWriter.manifest('app', referrerDescriptor(bytes), bytes),
    ).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
  });
});

describe('a name', () => {
  const named = async (
    odd: Partial<Oddities> = {},
  ): Promise<Started & { readonly contents: Descriptor[] }> => {
    const server = await start(odd);
    const contents: Descriptor[] = [];
    for (const word of ['one', 'two']) {
      const bytes = referrer(word);
      contents.push(referrerDescriptor(bytes));
      await server.registryWriter.manifest('app', referrerDescriptor(bytes), bytes);
    }
    return { ...server, contents };
  };
  const of = ({ repository }: HttpRegistry, tag: string): Digest | undefined =>
    repository('app').tags.get(tag) as Digest | undefined;

  it('is waited for where the registry shows it late', async () => {
    const server = await named({ slow: 60 });
    const [one = SUBJECT, two = SUBJECT] = server.contents;
    expect(await server.versionNames.give('app', 'v1', one)).toBe('given');
    await server.versionNames.move('app', 'latest', one);
    await server.versionNames.move('app', 'latest', two);
    expect([of(server, 'v1'), of(server, 'latest')]).toEqual([one.digest, two.digest]);
  });

  it('that never appears, or names something else when it does, is taken', async () => {
    const late = await named({ slow: 100_000 });
    await expect(late.versionNames.give('app', 'v1', late.contents[0] ?? SUBJECT)).rejects.toMatchObject({
      code: 'TARGET_TAKEN',
    });
    const server = await named();
    const [one = SUBJECT, two = SUBJECT] = server.contents;
    const { tags } = server.repository('app');
    const set = tags.set.bind(tags);
    tags.set = (tag) => set(tag, two.digest);
    await expect(server.versionNames.give('app', 'v1', one)).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
  });

  it('for ever, as the registry has it, is taken when somebody else got it first', async () => {
    const server = await named({ immutable: true });
    const [one = SUBJECT, two = SUBJECT] = server.contents;
    await server.versionNames.move('app', 'v1', one);
    await expect(server.versionNames.move('app', 'v1', two)).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
    expect(of(server, 'v1')).toBe(one.digest);
  });

  it('is given to nothing that the registry does not serve', async () => {
    const server = await named();
    await expect(server.versionNames.give('app', 'v1', SUBJECT)).rejects.toMatchObject({
      code: 'MANIFEST_MISSING',
    });
    await expect(server.versionNames.give('app', 'v/1', SUBJECT)).rejects.toMatchObject({
      code: 'TARGET_NOT_SUPPORTED',
    });
    expect(server.repository('app').tags.size).toBe(0);
  });
});
