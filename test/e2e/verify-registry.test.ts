import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify, type VerifyOptions } from '../../src/cli/check/index.ts';
import { refuses } from '../../src/domain/finding.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { IMAGE_SIGNATURE_TYPE } from '../../src/domain/statement.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import { type Digest, hexOf } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { held as heldBytes, heldDocument } from '../contracts/registry-content.ts';
import { invocation } from '../forgeries/judge.ts';
import { type LyingRegistry, startLyingRegistry } from '../forgeries/lying-registry.ts';
import {
  CHART,
  type ImageRelease,
  type ImageReleaseOptions,
  makeImageRelease,
  MIRROR,
  ORIGIN,
  OTHER_ORIGIN,
} from '../support/image-release.ts';
import { present } from '../support/present.ts';

let scratch = '';
let server: LyingRegistry;
let served = 0;
const made: ImageRelease[] = [];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-asked-'));
  server = await startLyingRegistry();
});
afterAll(async () => {
  server.stop();
  await Promise.all(made.map((release) => release.remove()));
  await rm(scratch, { recursive: true, force: true });
});

interface Served {
  readonly release: ImageRelease;
  /** Before a repository's own name. */
  readonly host: string;
  /** As the provenance of the image was signed. */
  readonly provenance: object;
}

/** A release that says of itself that it lies where it is served. */
const serve = async (options: ImageReleaseOptions = {}): Promise<Served> => {
  const host = `127.0.0.1:${server.port}/${served}`;
  served += 1;
  const here = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll(
        /"(ghcr\.io\/acme|registry\.example\/team)/g,
        (_, name: string) => `"${host}/${name}`,
      ),
    ) as T;
  let provenance: object = {};
  const release = await makeImageRelease({
    ...options,
    statement: (statement, piece) => {
      const changed = options.statement?.(statement, piece);
      if (piece.says === 'provenance' && piece.content === 'widget') provenance = here(statement);
      return changed === null ? null : here(changed ?? statement);
    },
    colophon: (colophon) => here(options.colophon?.(colophon) ?? colophon),
  });
  made.push(release);
  expect(server.serve(() => release.memory)).toBe(host);
  return { release, host, provenance };
};

interface Heard {
  readonly exit: number;
  readonly codes: readonly string[];
  readonly said: readonly string[];
}

const ask = async (
  { release, host }: Served,
  reference: string,
  options: VerifyOptions = {},
): Promise<Heard> => {
  const root = join(scratch, `${String(made.indexOf(release))}.json`);
  await writeFile(root, release.policy.trustedRoot);
  const answer = await verify(
    [`oci://${host}/${reference}`],
    { rehearsal: true, repo: 'acme/widget', tag: 'v1.2.3', trustedRoot: root, ...options },
    invocation(scratch),
  );
  const { findings } = answer.document as unknown as Verdict;
  return {
    exit: answer.exit,
    codes: [...new Set(findings.filter(refuses).map(({ code }) => code))],
    said: findings.map(({ code }) => code),
  };
};

const held = { exit: 0, codes: [] };

describe('an image in a registry', () => {
  let whole: Served;
  beforeAll(async () => {
    whole = await serve({ second: true });
  });
  const digestOf = (name: 'widget' | 'agent'): string =>
    present(whole.release.images.find((one) => one.name === name)).digest;

  it.each([
    { what: 'by its tag', reference: `${ORIGIN}:v1.2.3`, says: ['IMAGE_TAG_GIVEN', 'LAYERS_NOT_READ'] },
    { what: 'by its tag on a mirror', reference: `${MIRROR}/widget:v1.2.3`, says: ['IMAGE_TAG_GIVEN'] },
    { what: 'a chart', reference: `${CHART}:1.2.3`, says: ['CHART_HOLDS', 'IMAGE_TAG_GIVEN'] },
  ])('is judged where it lies: $what', async ({ reference, says }) => {
    const { said, ...heard } = await ask(whole, reference);
    expect(heard).toEqual(held);
    expect(said).toEqual(expect.arrayContaining(['SEAL_HOLDS', 'REFERRERS_HOLD', ...says]));
  });

  it('is judged by digest, and with its tag, and down to its layers', async () => {
    const { said, ...heard } = await ask(whole, `${ORIGIN}:v1.2.3@${digestOf('widget')}`, {
      deep: true,
      complete: true,
    });
    expect(heard).toEqual(held);
    expect(said).not.toContain('LAYERS_NOT_READ');
    const alone = await ask(whole, `${ORIGIN}@${digestOf('widget')}`);
    expect(alone).toMatchObject(held);
    expect(alone.said).not.toContain('IMAGE_ELSEWHERE');
  });

  it('says that a moving tag moves, and accepts it while it names this release', async () => {
    const { memory } = whole.release;
    memory.repository(ORIGIN).tags.set('latest', present(memory.repository(ORIGIN).tags.get('v1.2.3')));
    const { said, ...heard } = await ask(whole, `${ORIGIN}:latest`);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_TAG_MOVES');
  });

  it('is no claim about a place that was asked by digest alone', async () => {
    const { memory } = whole.release;
    const { content, referrers } = memory.repository(ORIGIN);
    const copy = memory.repository('ghcr.io/acme/copy');
    for (const [digest, bytes] of content) copy.content.set(digest, bytes);
    for (const [digest, list] of referrers) copy.referrers.set(digest, list);
    const { said, ...heard } = await ask(whole, `ghcr.io/acme/copy@${digestOf('widget')}`);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_ELSEWHERE');
  });

  it('is called in a copy of one’s own as in the place that it is said to be copied from', async () => {
    const { memory } = whole.release;
    const { content, referrers, tags } = memory.repository(ORIGIN);
    const copy = memory.repository('ghcr.io/acme/own');
    for (const [digest, bytes] of content) copy.content.set(digest, bytes);
    for (const [digest, list] of referrers) copy.referrers.set(digest, list);
    for (const tag of ['v1.2.3', 'v1.2.4']) copy.tags.set(tag, present(tags.get('v1.2.3')));
    const asked = (tag: string, from: string) =>
      ask(whole, `ghcr.io/acme/own:${tag}`, { as: `${whole.host}/${from}` });
    const { said, ...heard } = await asked('v1.2.3', ORIGIN);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_TAG_GIVEN');
    const refused = { exit: 1, codes: ['IMAGE_ROLE_MISMATCH'] };
    expect(await asked('v1.2.4', ORIGIN)).toMatchObject(refused);
    expect(await asked('v1.2.3', OTHER_ORIGIN)).toMatchObject(refused);
  });

  it.each([
    { name: 'a tag that is not there', reference: `${ORIGIN}:v9`, code: 'TARGET_MISSING' },
    { name: 'a repository alone', reference: ORIGIN, code: 'USAGE' },
    {
      name: 'a tag and a digest that are two things',
      reference: `${ORIGIN}:v1.2.3@sha256:${'0'.repeat(64)}`,
      code: 'TARGET_AMBIGUOUS',
    },
  ])('says what is wrong with $name', async ({ reference, code }) => {
    await expect(ask(whole, reference)).rejects.toMatchObject({ code });
  });

  it('asks nobody when it is told to', async () => {
    await expect(ask(whole, `${ORIGIN}:v1.2.3`, { offline: true })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('what an earlier run has left upon an image', () => {
  type Change = (statement: { readonly subject: readonly object[] }) => object;
  const beside = async (change: Change = (statement) => statement): Promise<Served> => {
    const there = await serve();
    const { digest } = present(there.release.images[0]);
    await there.release.attach(ORIGIN, digest, change(there.provenance as Parameters<Change>[0]));
    return there;
  };

  it('is accepted where it is a provenance of exactly this, by exactly this signer', async () => {
    const there = await beside();
    const { said, ...heard } = await ask(there, `${ORIGIN}:v1.2.3`, { complete: true });
    expect(heard).toEqual(held);
    expect(said).toContain('REFERRER_OF_EARLIER_RUN');
  });

  it.each([
    {
      lie: 'leaves a platform out',
      change: ({ subject, ...rest }) => ({ ...rest, subject: subject.slice(0, 2) }),
    },
    {
      lie: 'is of another tag',
      change: (statement) =>
        JSON.parse(JSON.stringify(statement).replaceAll('"tag":"v1.2.3"', '"tag":"v1.2.4"')) as object,
    },
  ] satisfies readonly { readonly lie: string; readonly change: Change }[])(
    'is refused where it $lie',
    async ({ change }) => {
      const there = await beside(change);
      expect(await ask(there, `${ORIGIN}:v1.2.3`, { complete: true })).toMatchObject({
        exit: 1,
        codes: ['REFERRER_UNLISTED'],
      });
    },
  );
});

/** An image of the same repository without its list and with nothing but what `keep` says. */
const foreign = async (
  statement: (digest: string, host: string) => object | undefined,
): Promise<Served & { readonly reference: string }> => {
  const there = await serve();
  const { memory, images, attach } = there.release;
  const { digest } = present(images[0]);
  const repository = memory.repository(ORIGIN);
  repository.referrers.clear();
  const said = statement(hexOf(digest), there.host);
  if (said !== undefined) await attach(ORIGIN, digest, said);
  return { ...there, reference: `${ORIGIN}:v1.2.3` };
};

const signature = (hex: string, more: object = {}): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: hex }, ...more }],
  predicateType: IMAGE_SIGNATURE_TYPE,
  predicate: {},
});

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** The image again with other media types, signed as itself; answers under which digest it lies. */
const retyped = async (
  { release: { memory, images, attach } }: Served,
  list: string | undefined,
  manifest: string | undefined,
): Promise<string> => {
  const { content, referrers } = memory.repository(ORIGIN);
  const read = (digest: Digest): Record<string, unknown> =>
    JSON.parse(new TextDecoder().decode(content.get(digest))) as Record<string, unknown>;
  const put = ({ mediaType: _, ...document }: Record<string, unknown>, mediaType: string | undefined) => {
    const bytes = canonicalJson({ ...document, ...(mediaType === undefined ? {} : { mediaType }) });
    const index = 'manifests' in document;
    const there = heldBytes(bytes, mediaType ?? (index ? OCI_INDEX : OCI_MANIFEST)).content;
    content.set(there.digest, bytes);
    return there;
  };
  const old = present(images[0]).digest;
  const { manifests, ...rest } = read(old) as { readonly manifests: readonly Descriptor[] };
  const members = manifests.map((one) => ({ ...one, ...put(read(one.digest), manifest) }));
  const root = put({ ...rest, manifests: members }, list);
  await attach(ORIGIN, old, signature(hexOf(root.digest)));
  const [[referrer]] = [...present(referrers.get(old))] as [[Digest, Descriptor]];
  const { mediaType, ...said } = read(referrer);
  const about = put({ ...said, subject: root }, mediaType as string);
  referrers.set(root.digest, new Map([[about.digest, about]]));
  return `${ORIGIN}@${root.digest}`;
};

interface ForgeStatement {
  readonly predicate: {
    readonly buildDefinition: {
      readonly externalParameters: { readonly workflow: object };
      readonly internalParameters: { readonly github: object };
    };
  };
}

describe('an image that carries no sealed list', () => {
  it('is proved by a signature of who was expected, and nothing more is said', async () => {
    const there = await foreign((hex) => signature(hex));
    const { said, ...heard } = await ask(there, there.reference);
    expect(heard).toEqual(held);
    expect(said).toEqual(expect.arrayContaining(['IMAGE_SIGNED', 'IMAGE_WITHOUT_LIST']));
  });

  it.each([
    { lie: 'nothing attached', statement: () => undefined, code: 'IMAGE_NOT_SIGNED' },
    {
      lie: 'a signature over something else',
      statement: () => signature('0'.repeat(64)),
      code: 'REFERRER_OF_OTHER_SUBJECT',
    },
    {
      lie: 'a statement that affirms nothing',
      statement: (hex: string) => ({ ...signature(hex), predicateType: 'https://example.test/verdict/v1' }),
      code: 'IMAGE_NOT_SIGNED',
    },
    {
      lie: 'a signature under another name',
      statement: (hex: string, host: string) => signature(hex, { name: `${host}/ghcr.io/acme/agent` }),
      code: 'SUBJECT_NAME_MISMATCH',
    },
    {
      lie: 'a role of ours without its list',
      statement: (hex: string, host: string) =>
        signature(hex, { annotations: { image: `${host}/${ORIGIN}`, tag: 'v1.2.3' } }),
      code: 'SEAL_MISSING',
    },
  ])('is refused with $lie', async ({ statement, code }) => {
    const there = await foreign(statement);
    expect(await ask(there, there.reference)).toMatchObject({ exit: 1, codes: [code] });
  });

  it('is not judged by what cosign wrote before there were bundles, and says so', async () => {
    const there = await foreign(() => undefined);
    const { content, referrers } = there.release.memory.repository(ORIGIN);
    const payload = heldBytes('{"critical":{}}', 'application/vnd.dev.cosign.simplesigning.v1+json');
    const config = heldBytes('{}', 'application/vnd.oci.image.config.v1+json');
    const manifest = heldDocument({
      kind: 'manifest',
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: config.content,
      layers: [payload.content],
    });
    for (const one of [payload, config, manifest]) content.set(one.content.digest, one.bytes);
    const { digest } = present(there.release.images[0]);
    referrers.set(digest, new Map([[manifest.content.digest, manifest.content]]));
    expect(await ask(there, there.reference)).toMatchObject({ exit: 1, codes: ['SIGNATURE_FORM_OLD'] });
  });

  it('is not a whole release, which is refused where one is demanded', async () => {
    const there = await foreign((hex) => signature(hex));
    expect(await ask(there, there.reference, { complete: true })).toMatchObject({
      exit: 1,
      codes: ['IMAGE_WITHOUT_LIST'],
    });
  });

  it.each([
    { lie: 'a platform that is gone', of: 'platform', deep: false, code: 'CONTENT_ABSENT' },
    { lie: 'a layer that is gone', of: 'layer', deep: true, code: 'CONTENT_ABSENT' },
  ] as const)('is refused with $lie', async ({ of, deep, code }) => {
    const there = await foreign((hex) => signature(hex));
    expect((await ask(there, there.reference)).said).toContain('LAYERS_NOT_READ');
    expect((await ask(there, there.reference, { deep: true })).said).not.toContain('LAYERS_NOT_READ');
    const { content } = there.release.memory.repository(ORIGIN);
    const platform = present(present(there.release.images[0]).platforms[0]).digest;
    const { layers } = JSON.parse(new TextDecoder().decode(content.get(platform))) as {
      readonly layers: readonly { readonly digest: `sha256:${string}` }[];
    };
    content.delete(of === 'platform' ? platform : present(layers[0]).digest);
    expect(await ask(there, there.reference, { deep })).toMatchObject({ exit: 1, codes: [code] });
  });

  it.each([
    { says: 'the truth', event: 'push', exit: 0, codes: [] },
    { says: 'another', event: 'schedule', exit: 1, codes: ['PROVENANCE_CONTRADICTS_CERTIFICATE'] },
  ])('is judged by a forge’s provenance that says $says of its trigger', async ({ event, exit, codes }) => {
    const there = await foreign((hex) => signature(hex));
    const { predicate, ...statement } = there.provenance as unknown as ForgeStatement;
    const { buildDefinition } = predicate;
    const { workflow } = buildDefinition.externalParameters;
    const github = { ...buildDefinition.internalParameters.github, event_name: event };
    const made = {
      ...buildDefinition,
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow },
      internalParameters: { github },
    };
    const { digest } = present(there.release.images[0]);
    const said = { ...statement, predicate: { ...predicate, buildDefinition: made } };
    await there.release.attach(ORIGIN, digest, said);
    expect(await ask(there, there.reference)).toMatchObject({ exit, codes });
  });

  it.each([
    { of: 'Docker’s media types', list: DOCKER_LIST, manifest: DOCKER_MANIFEST, exit: 0, codes: [] },
    { of: 'no media type, as OCI 1.0 has them', list: undefined, manifest: undefined, exit: 0, codes: [] },
    {
      of: 'an index that calls itself a manifest',
      list: DOCKER_MANIFEST,
      manifest: DOCKER_MANIFEST,
      exit: 1,
      codes: ['MANIFEST_MALFORMED'],
    },
  ])('may be one of $of: exit $exit', async ({ list, manifest, exit, codes }) => {
    const there = await foreign(() => undefined);
    const reference = await retyped(there, list, manifest);
    expect(await ask(there, reference, { deep: true })).toMatchObject({ exit, codes });
  });

  it('may have been signed elsewhere, where the user says so', async () => {
    const there = await foreign((hex) => signature(hex, { name: 'quay.io/acme/agent' }));
    expect(await ask(there, there.reference)).toMatchObject({ exit: 1, codes: ['SUBJECT_NAME_MISMATCH'] });
    expect(await ask(there, there.reference, { as: 'quay.io/acme/agent' })).toMatchObject(held);
  });
});
