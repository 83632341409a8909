// What the fault trials would say of a release that is half public: each of these must be seen.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { COLOPHON_MEDIA_TYPE } from '../../src/domain/colophon.ts';
import { type ImageRelease, makeImageRelease, ORIGIN } from '../support/image-release.ts';
import { layOut } from '../support/lay-out.ts';
import { changed, forbidden, look, type View, type Whole, wholeOf } from './outsider.ts';

const NAMES = [
  'here/widget:v1',
  'here/charts/widget:1',
  'there/widget:v1',
  'the release',
  'here/widget:latest',
];
const view = (names: readonly string[], assets?: readonly string[]): View => ({
  names: new Map(names.map((name) => [name, 'x'])),
  assets: assets === undefined ? undefined : new Map(assets.map((name) => [name, 'x'])),
});
const whole: Whole = wholeOf(view([...NAMES, 'latest'], ['a', 'b']), {
  images: [{ reference: 'here/widget:v1' }],
  charts: [{ reference: 'here/charts/widget:1' }],
  mirrors: [{ reference: 'there/widget:v1' }],
  release: { latest: true },
});
const nowhere = join(tmpdir(), 'colophon-nowhere');
const seen = (names: readonly string[], assets?: readonly string[], published = true) =>
  forbidden(nowhere, view(names, assets), whole, { published });

describe('the outsider', () => {
  it('expects no latest of a prerelease, and says when there is one', async () => {
    const none = { images: [], charts: [], mirrors: [], release: { latest: false } };
    const prerelease = wholeOf(view(['the release'], ['a']), none);
    const told = await forbidden(nowhere, view(['the release', 'latest'], ['a']), prerelease, {
      published: true,
    });
    expect(told).toEqual(['latest should not be there']);
  });

  it.each([0, 1, 2, 3, 4, 5])('lets the first %i names pass, in their order', async (most) => {
    expect(await seen(NAMES.slice(0, most), most > 3 ? ['a', 'b'] : undefined)).toEqual([]);
  });

  it.each([
    { what: 'a chart before its image', names: NAMES.slice(1, 2), says: /named before here\/widget:v1/ },
    {
      what: 'a release before its mirror',
      names: [...NAMES.slice(0, 2), 'the release'],
      says: /before there/,
    },
    {
      what: 'latest before the release',
      names: [...NAMES.slice(0, 3), 'latest'],
      says: /before the release/,
    },
    { what: 'a name of nothing released', names: ['here/widget:v2'], says: /should not be there/ },
  ])('sees $what', async ({ names, says }) => {
    expect((await seen(names)).join()).toMatch(says);
  });

  it('sees a name before the stage that names, half a release, and what changed while it was public', async () => {
    expect((await seen(NAMES.slice(0, 1), undefined, false)).join()).toMatch(/before the stage that names/);
    expect((await seen(NAMES, ['a'])).join()).toMatch(/half a release/);
    expect(changed(view(['a'], ['b']), view([], ['c']))).toHaveLength(2);
  });
});

interface Row {
  readonly digest: string;
  readonly artifactType?: string;
}
const isList = ({ artifactType }: Row): boolean => artifactType === COLOPHON_MEDIA_TYPE;

describe('a name', () => {
  let out = '';
  let release: ImageRelease;
  beforeAll(async () => {
    release = await makeImageRelease();
    out = mkdtempSync(join(tmpdir(), 'colophon-outsider-'));
    mkdirSync(join(out, 'sigstore/v1.2.3'), { recursive: true });
    writeFileSync(join(out, 'sigstore/v1.2.3/trusted_root.json'), release.policy.trustedRoot);
    mkdirSync(join(out, 'registries'));
    await layOut(release.memory.repository(ORIGIN), join(out, 'registries', ORIGIN.replaceAll('/', '+')));
  });
  afterAll(async () => {
    await release.remove();
    rmSync(out, { recursive: true, force: true });
  });
  const judged = () => {
    const now = look(out);
    const shown = {
      images: [{ reference: `${ORIGIN}:v1.2.3` }],
      charts: [],
      mirrors: [],
      release: { latest: true },
    };
    const given = new Map([...now.names, ['the release', 'v1.2.3'], ['latest', 'v1.2.3']]);
    return forbidden(out, now, wholeOf({ ...now, names: given }, shown), { published: true });
  };

  it('of something whole and proved passes, and of what lacks a byte or a signature does not', async () => {
    expect(await judged()).toEqual([]);
    const layout = join(out, 'registries', ORIGIN.replaceAll('/', '+'));
    const blob = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'));
    const platform = blob(release.images[0]?.platforms[0]?.digest ?? '');
    const bytes = readFileSync(platform);
    writeFileSync(platform, Buffer.concat([bytes, Buffer.from(' ')]));
    expect((await judged()).join()).toMatch(/has other bytes/);
    writeFileSync(platform, bytes);
    expect(await judged()).toEqual([]);
    const index = join(layout, 'index.json');
    const { manifests } = JSON.parse(readFileSync(index, 'utf8')) as { readonly manifests: readonly Row[] };
    const [own, others] = [manifests.filter(isList), manifests.filter((row) => !isList(row))];
    expect(own).toHaveLength(3);
    writeFileSync(index, JSON.stringify({ schemaVersion: 2, manifests: others }));
    for (const { digest } of own) rmSync(blob(digest));
    expect((await judged()).join()).toMatch(/names what is refused[^]*SEAL_MISSING/);
  });
});
