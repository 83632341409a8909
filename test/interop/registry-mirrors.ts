// `colophon mirror` between real registries, with and without a list of referrers on either side, there and back, and a
// second time for nothing.
import { join } from 'node:path';

import { colophon } from '../support/colophon.ts';
import type { CheckResult } from './kit.ts';
import { standBetween, writes } from './registry-between.ts';
import { type Cell, cells } from './registry-matrix.ts';
import { judgeImage, present, proves, type RehearsedInto } from './registry-rehearsals.ts';
import { keptByHelper } from './registry-users.ts';
import type { Root } from './rehearsed-content.ts';

/** Who copies from whom; the last knows who asks by a helper program on both sides. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['ociregistry, open', 'ociregistry -quirks, open'],
  ['ociregistry, open', 'distribution 3, open'],
  ['distribution 3, open', 'docker-registry, open'],
  ['docker-registry, open', 'ociregistry -quirks, open'],
  ['crane registry, open', 'ociregistry, open'],
  ['docker-registry, token', 'distribution 3, htpasswd'],
];

/** Every pair, on what was rehearsed into the first of it. */
export const mirrorCells = async (
  all: readonly RehearsedInto[],
  scratch: string,
): Promise<readonly Cell[]> => {
  const found: Cell[] = [];
  for (const [from, to] of PAIRS) {
    const [source, target] = [from, to].map((name) => all.find(({ registry }) => registry.name === name));
    if (source === undefined || target === undefined) {
      found.push(...cells(from, 'mirror', [{ name: `to ${to}: was not rehearsed into`, passed: false }]));
      continue;
    }
    found.push(...(await copied(source, target, join(scratch, `pair-${found.length}`))));
  }
  return found;
};

const copied = async (
  source: RehearsedInto,
  target: RehearsedInto,
  dir: string,
): Promise<readonly Cell[]> => {
  const [image, chart] = [
    source.roots.find(({ kind }) => kind === 'image'),
    source.roots.find(({ kind }) => kind === 'chart'),
  ];
  if (image === undefined || chart === undefined) return [];
  const between = await standBetween(target.registry.host, {});
  const hosts = [source.registry.host, target.registry.host, between.host];
  const env = present(await keptByHelper(dir, hosts));
  const mirror = async (from: string, to: string): Promise<Mirrored> => {
    const before = between.asked.length;
    const argv = ['mirror', `oci://${from}`, `oci://${to}`, '--json'];
    const { exit, stdout, stderr } = await colophon(argv, { env, cwd: source.dir });
    const written = between.asked.slice(before).filter(writes).length;
    return { exit, said: `${stderr}${stdout}`, written };
  };
  const under = `copies/${source.registry.host.replace(':', '-')}`;
  const homeward = `${source.registry.host}/back/${target.registry.host.replace(':', '-')}`;
  const results: CheckResult[] = [];
  const again: CheckResult[] = [];
  try {
    for (const root of [image, chart]) {
      const name = `${root.kind} to ${target.registry.name}`;
      const from = `${source.registry.host}/${root.repository}:${root.tag}`;
      const place = `${under}/${root.repository}:${root.tag}`;
      results.push(whole(name, await mirror(from, `${between.host}/${place}`), root));
      again.push(nothing(name, await mirror(from, `${between.host}/${place}`)));
      const judged = await judgeImage(
        { ...source, registry: target.registry, owner: target.owner },
        `${target.registry.host}/${place}`,
        root,
      );
      results.push(proves(`${name} proves`, judged, 'IMAGE_TAG_GIVEN'));
      if (root.kind === 'chart') continue;
      const back = `${homeward}/${root.repository}:${root.tag}`;
      results.push(whole(`${name} and back`, await mirror(`${target.registry.host}/${place}`, back), root));
      results.push(
        proves(`${name} and back proves`, await judgeImage(source, back, root), 'IMAGE_TAG_GIVEN'),
      );
    }
  } finally {
    await between.close();
  }
  const row = source.registry.name;
  return [...cells(row, 'mirror', results), ...cells(row, 'mirror again', again)];
};

interface Mirrored {
  readonly exit: number;
  readonly said: string;
  /** Questions to the target that write. */
  readonly written: number;
}

const whole = (name: string, { exit, said }: Mirrored, root: Root): CheckResult => {
  const { attached = 0, copied: some = [] } =
    exit === 0
      ? (JSON.parse(said) as { readonly attached?: number; readonly copied?: readonly string[] })
      : {};
  return {
    name,
    passed: attached >= root.referrers && some.length > root.referrers,
    said: said.slice(0, 1500),
  };
};

const nothing = (name: string, { exit, said, written }: Mirrored): CheckResult => ({
  name: `${name}, the second time, writes nothing`,
  passed: exit === 0 && written === 0 && said.includes('"copied": []'),
  said: `${written} questions that write; ${said.slice(0, 1500)}`,
});
