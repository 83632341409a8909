import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify, type VerifyOptions } from '../../src/cli/check/index.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { refuses } from '../../src/domain/finding.ts';
import { invocation } from '../forgeries/judge.ts';
import {
  CHART,
  type ImageRelease,
  type ImageReleaseOptions,
  makeImageRelease,
  MIRROR,
  ORIGIN,
} from '../support/image-release.ts';
import { layOut } from '../support/lay-out.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-layouts-'));
});
const made: ImageRelease[] = [];
const make = async (options?: ImageReleaseOptions): Promise<ImageRelease> => {
  const release = await makeImageRelease(options);
  made.push(release);
  return release;
};
afterAll(async () => {
  await Promise.all(made.map((release) => release.remove()));
  await rm(scratch, { recursive: true, force: true });
});

interface Heard {
  readonly exit: number;
  readonly codes: readonly string[];
  readonly said: readonly string[];
}

/** Asks the command about a repository, laid out outside of any rehearsal. */
const ask = async (
  release: ImageRelease,
  repository: string,
  { at, ...options }: VerifyOptions & { readonly at?: string } = {},
): Promise<Heard> => {
  const place = await mkdtemp(join(scratch, 'asked-'));
  const dir = await layOut(release.memory.repository(repository), join(place, 'layout'));
  const root = join(place, 'root.json');
  await writeFile(root, release.policy.trustedRoot);
  const answer = await verify(
    [`oci-layout:${dir}${at ?? ''}`],
    { rehearsal: true, repo: 'acme/widget', tag: 'v1.2.3', trustedRoot: root, ...options },
    invocation(dir),
  );
  const { findings } = answer.document as unknown as Verdict;
  return {
    exit: answer.exit,
    codes: [...new Set(findings.filter(refuses).map(({ code }) => code))],
    said: findings.map(({ code }) => code),
  };
};

describe('an image in a layout', () => {
  let release: ImageRelease;
  beforeAll(async () => {
    release = await make();
  });

  it.each([
    { what: 'the image', repository: ORIGIN, holds: 'IMAGE_HOLDS' },
    { what: 'its copy on a mirror', repository: `${MIRROR}/widget`, holds: 'IMAGE_HOLDS' },
    { what: 'a chart', repository: CHART, holds: 'CHART_HOLDS' },
  ])('is judged by what is attached to it: $what', async ({ repository, holds }) => {
    const { exit, codes, said } = await ask(release, repository);
    expect({ exit, codes }).toEqual({ exit: 0, codes: [] });
    expect(said).toEqual(
      expect.arrayContaining([holds, 'SEAL_HOLDS', 'REFERRERS_HOLD', 'IMAGE_ELSEWHERE', 'NOT_DOWNLOADED']),
    );
  });

  it('may be one platform alone', async () => {
    const [platform] = release.images[0]?.platforms ?? [];
    const { exit, codes } = await ask(release, ORIGIN, { at: `@${platform?.digest ?? ''}`, deep: true });
    expect({ exit, codes }).toEqual({ exit: 0, codes: [] });
  });

  it('is refused as a rehearsal before anything is expected of it', async () => {
    expect(await ask(release, ORIGIN, { rehearsal: false })).toMatchObject({
      exit: 1,
      codes: ['REHEARSAL_NOT_RELEASE'],
    });
  });

  it('is refused for another tag', async () => {
    expect(await ask(release, ORIGIN, { tag: 'v1.2.4' })).toMatchObject({ exit: 1, codes: ['TAG_MISMATCH'] });
  });

  it('must be there', async () => {
    expect(await ask(release, ORIGIN, { at: `@sha256:${'0'.repeat(64)}` })).toMatchObject({
      exit: 1,
      codes: ['CONTENT_ABSENT'],
    });
  });
});

describe('a lie in a layout', () => {
  it('about a layer is CONTENT_DAMAGED', async () => {
    const release = await make();
    const { content } = release.memory.repository(ORIGIN);
    const manifest = content.get(release.images[0]?.platforms[1]?.digest ?? `sha256:`);
    const { layers } = JSON.parse(new TextDecoder().decode(manifest)) as {
      readonly layers: readonly { readonly digest: `sha256:${string}`; readonly size: number }[];
    };
    const [layer] = layers;
    if (layer === undefined) throw new TypeError('no layer');
    content.set(layer.digest, new Uint8Array(layer.size));
    expect(await ask(release, ORIGIN)).toMatchObject({ exit: 1, codes: ['CONTENT_DAMAGED'] });
  });

  it('about what is attached is REFERRER_STRIPPED', async () => {
    const release = await make();
    const { content, referrers } = release.memory.repository(ORIGIN);
    const [listed] = release.images[0]?.referrers ?? [];
    if (listed === undefined) throw new TypeError('no referrer');
    content.delete(listed.digest);
    referrers.get(listed.subject)?.delete(listed.digest);
    expect(await ask(release, ORIGIN)).toMatchObject({ exit: 1, codes: ['REFERRER_STRIPPED'] });
  });

  it('without the list is SEAL_MISSING', async () => {
    const release = await make();
    const { content, referrers } = release.memory.repository(ORIGIN);
    const listed = new Set(release.images[0]?.referrers.map(({ digest }) => digest));
    for (const list of referrers.values())
      for (const digest of list.keys())
        if (!listed.has(digest)) {
          list.delete(digest);
          content.delete(digest);
        }
    expect(await ask(release, ORIGIN)).toMatchObject({ exit: 1, codes: ['SEAL_MISSING'] });
  });

  it('with the list of another image is IMAGE_NOT_LISTED', async () => {
    const release = await make({
      colophon: (colophon) => ({
        ...colophon,
        images: [],
        mirrors: [],
        assets: colophon.assets.filter(({ describes }) => !(describes ?? '').startsWith('sha256:')),
      }),
    });
    expect(await ask(release, ORIGIN)).toMatchObject({ exit: 1, codes: ['IMAGE_NOT_LISTED'] });
  });

  it('with two lists of one tag is RELEASE_EQUIVOCATES', async () => {
    const release = await make();
    const root = release.images[0]?.digest ?? `sha256:`;
    await release.attachList(ORIGIN, root, (list) => ({ ...list, prerelease: true }));
    expect(await ask(release, ORIGIN)).toMatchObject({ exit: 1, codes: ['RELEASE_EQUIVOCATES'] });
  });
});
