import { describe, expect, it } from 'vitest';

import type { Descriptor } from '../../src/domain/descriptor.ts';
import { type Digest, hexOf } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { IMAGE_SIGNATURE_TYPE } from '../../src/domain/statement.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { held as heldBytes, heldDocument } from '../contracts/registry-content.ts';
import { ORIGIN } from '../support/image-release.ts';
import { present } from '../support/present.ts';
import { ask, held, serve, type Served } from '../support/served-release.ts';

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
