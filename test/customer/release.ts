// The customer's release as a whole: what it consists of, its notes, its evidence, its lists, its mirror, its proof.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { colophon } from '../support/colophon.ts';
import { CHART, COMMIT, MANIFESTS, TAG } from './golden.ts';
import { archiveOf, type CustomerRelease } from './rehearsed.ts';

/** Behaviours 7, 20, 39 to 42, 53 and 55 to 60, W22, W23, W26, W36 and W37. */
export const releaseChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => {
  const verified = await colophon(['verify', release.dir, '--rehearsal']);
  return [
    {
      name: 'W36: a verification from outside says yes',
      passed: verified.exit === 0,
      said: `${verified.stdout}${verified.stderr}`,
    },
    ...(await assets(release)),
    ...(await notes(release)),
    ...(await evidence(release)),
    ...(await mirror(release)),
  ];
};

const assets = async ({
  assets: dir,
  programs,
  colophon: list,
}: CustomerRelease): Promise<readonly CheckResult[]> => {
  const names = await readdir(dir);
  const archives = programs.map((platform) => archiveOf(platform).archive);
  const promised = [
    ...archives.flatMap((name) => [name, `${name}.sha256`, `${name}.spdx.json`]),
    ...Object.keys(MANIFESTS),
    `manifests-${TAG}.tgz`,
    `${CHART.name}-${CHART.version}.tgz`,
    `release-${TAG}-checksums.txt`,
    `bgctl_${TAG}_checksums.txt`,
  ];
  const sums = `release-${TAG}-checksums.txt`;
  const listed = (await readFile(join(dir, sums), 'utf8')).trimEnd().split('\n');
  const covered = new Set(listed.map((line) => line.slice(66)));
  const packaged = promised.filter((name) => !name.endsWith('checksums.txt'));
  const ended = await run('sha256sum', ['-c', '--strict', sums], { cwd: dir });
  return [
    equal('behaviour 59: every asset of today has its name', missing(promised, names), ''),
    equal('W23: the list covers every file and every .sha256', missing(packaged, [...covered]), ''),
    expectEnd('sha256sum takes it', ended, { ok: true }),
    equal('behaviour 56: it is sorted by name', [...covered].toSorted().join(), [...covered].join()),
    {
      name: 'behaviour 7: it is a prerelease, and never the latest',
      passed: list.prerelease && !list.latest && list.images.every(({ moving }) => moving.length === 0),
      said: JSON.stringify({ prerelease: list.prerelease, latest: list.latest }),
    },
  ];
};

const notes = async ({ assets: dir }: CustomerRelease): Promise<readonly CheckResult[]> => {
  const text = await readFile(join(dir, `k8s-breakglass_${TAG}_notes.md`), 'utf8');
  const said = text.slice(0, 800);
  return [
    {
      name: 'W37: the notes are the section of the changelog',
      passed: /escalation-config/.test(text) && !/\[#?\d+\]\s*$/.test(said),
      said,
    },
    {
      name: 'behaviour 60: they say that there are no security notes and no upgrade notes, and invent none',
      passed: text.includes('No security notes') && text.includes('No upgrade notes'),
      said,
    },
  ];
};

const evidence = async ({ assets: dir }: CustomerRelease): Promise<readonly CheckResult[]> => {
  const said = JSON.parse(await readFile(join(dir, `k8s-breakglass_${TAG}.evidence.json`), 'utf8')) as {
    readonly commit: string;
    readonly rehearsed: boolean;
    readonly range: { readonly commits: readonly string[] };
    readonly changes: readonly unknown[];
  };
  return [
    equal('the evidence is about the commit', said.commit, COMMIT),
    { name: 'and says that a stand-in was asked', passed: said.rehearsed, said: 'it does not' },
    equal('it has the two commits since the previous tag', String(said.range.commits.length), '2'),
    equal('each by a change request', String(said.changes.length), '2'),
  ];
};

interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly mediaType: string;
    readonly artifactType?: string;
  }[];
}

/**
 * The layouts of the mirror hold exactly the manifests and blobs of the origin, but for lists of referrers: a registry that
 * keeps them as tags has one for each time that one was added.
 */
const mirror = async ({ colophon: list, layout }: CustomerRelease): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const index = async (file: string): Promise<Index> => JSON.parse(await readFile(file, 'utf8')) as Index;
  const listed = async (repository: string): Promise<readonly string[]> => {
    const { manifests } = await index(join(layout(repository), 'index.json'));
    const kept = await Promise.all(
      manifests.map(async ({ digest, mediaType }) => {
        if (!mediaType.endsWith('.index.v1+json')) return [digest];
        const document = await index(join(layout(repository), 'blobs', digest.replace(':', '/')));
        return document.manifests.every(({ artifactType }) => artifactType !== undefined) ? [] : [digest];
      }),
    );
    return kept.flat().toSorted();
  };
  const blobs = async (repository: string): Promise<string> => {
    const there = await listed(repository);
    const { manifests } = await index(join(layout(repository), 'index.json'));
    const lists = new Set(manifests.map(({ digest }) => digest).filter((one) => !there.includes(one)));
    const names = await readdir(join(layout(repository), 'blobs/sha256'));
    return names
      .filter((name) => !lists.has(`sha256:${name}`))
      .toSorted()
      .join();
  };
  for (const one of [...list.images, ...list.charts]) {
    const place = list.mirrors.flatMap(({ content }) => content).find(({ digest }) => digest === one.digest);
    const copy = place?.repository ?? '';
    results.push(
      equal(
        `W26: the mirror holds what ${one.repository} holds`,
        await blobs(copy),
        await blobs(one.repository),
      ),
      equal(
        'and lists the same, signatures included',
        (await listed(copy)).join(),
        (await listed(one.repository)).join(),
      ),
    );
  }
  return results;
};

const missing = (wanted: readonly string[], there: readonly string[]): string =>
  wanted.filter((name) => !there.includes(name)).join();
