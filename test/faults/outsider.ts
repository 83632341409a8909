// What an outsider sees of a release at any moment, and what of it nobody may ever see: half a release, a name before
// its turn, or a name of something that is not whole and proved.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { verify } from '../../src/cli/check/index.ts';
import { namesIn, readLayouts } from '../support/layouts.ts';
import { quietInvocation } from '../support/invocation.ts';

export interface View {
  /** Name → SHA-256 of every published file; `undefined` when no release is public. */
  readonly assets: ReadonlyMap<string, string> | undefined;
  /** Every name that is given: `host/path:tag` → digest, and RELEASE and LATEST → the tag of the release. */
  readonly names: ReadonlyMap<string, string>;
}

/** A rehearsal that nothing disturbed. */
export interface Whole extends View {
  /** In which order names are given: all of a row before any of the next. */
  readonly order: readonly (readonly string[])[];
}

const RELEASE = 'the release';
const LATEST = 'latest';

/** Looks at the directory of a rehearsal; names of images are those in its layouts where no others are given. */
export const look = (
  out: string,
  images: ReadonlyMap<string, string> = namesIn(join(out, 'registries')),
): View => {
  const releases = join(out, 'forge/releases');
  const [only, ...more] = readdirOf(releases);
  if (more.length > 0) throw new Error(`two releases are public: ${[only, ...more].join(', ')}`);
  const assets = only === undefined ? undefined : join(releases, only, 'assets');
  return {
    assets:
      assets === undefined
        ? undefined
        : new Map(readdirOf(assets).map((name) => [name, sha256(readFileSync(join(assets, name)))])),
    names: new Map([
      ...images,
      ...(only === undefined ? [] : [[RELEASE, only] as const]),
      ...(readdirOf(join(out, 'forge')).includes('latest.json')
        ? [[LATEST, latestOf(join(out, 'forge/latest.json'))] as const]
        : []),
    ]),
  };
};

const latestOf = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { tag: string }).tag;

interface Shown extends Readonly<
  Record<'images' | 'charts' | 'mirrors', readonly { readonly reference: string }[]>
> {
  readonly release: { readonly latest: boolean };
}

/** The order of the contract, from what the undisturbed rehearsal shows: what is left over moves from release to release. */
export const wholeOf = (view: View, shown: Shown): Whole => {
  const [images, charts, mirrors] = [shown.images, shown.charts, shown.mirrors].map((list) =>
    list.map(({ reference }) => reference),
  );
  const first = [images ?? [], charts ?? [], mirrors ?? [], [RELEASE]];
  const said = new Set([...first.flat(), LATEST]);
  const moving = [...view.names.keys()].filter((name) => !said.has(name));
  const order = [...first, moving, ...(shown.release.latest ? [[LATEST]] : [])];
  const never = order.flat().filter((name) => !view.names.has(name));
  if (never.length > 0) throw new Error(`undisturbed, these names were not given: ${never.join(', ')}`);
  return { ...view, order };
};

/**
 * Everything that nobody may see, and is to be seen. Names without a release are allowed once `publish` has begun:
 * the contract gives them in an order, and the same command goes on; what they name is whole and proves itself.
 */
export const forbidden = async (
  out: string,
  { assets, names }: View,
  whole: Whole,
  {
    published,
    registries = join(out, 'registries'),
  }: { readonly published: boolean; readonly registries?: string },
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  if (assets !== undefined && whole.assets !== undefined && !sameNames(assets, whole.assets))
    wrong.push(`half a release is public: ${[...assets.keys()].join(', ')}`);
  return [...wrong, ...misnamed(names, whole, published), ...(await unproved(out, registries))];
};

/** Names before their turn, and those of nothing that was released. */
export const misnamed = (
  names: View['names'],
  whole: Pick<Whole, 'order'>,
  published: boolean,
): readonly string[] => {
  const wrong: string[] = [];
  if (!published && names.size > 0)
    wrong.push(`named before the stage that names: ${[...names.keys()].join(', ')}`);
  let missing: string | undefined;
  for (const row of whole.order) {
    const given = row.filter((name) => names.has(name));
    if (given.length > 0 && missing !== undefined)
      wrong.push(`${given.join(', ')} was named before ${missing}`);
    missing ??= row.find((name) => !names.has(name));
  }
  const known = new Set(whole.order.flat());
  for (const name of names.keys()) if (!known.has(name)) wrong.push(`${name} should not be there`);
  return wrong;
};

/** Names of things that are not whole, or do not prove themselves to whoever pulled them. */
const unproved = async (out: string, registries: string): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const [tag = ''] = readdirOf(join(out, 'sigstore'));
  const trustedRoot = join(out, 'sigstore', tag, 'trusted_root.json');
  const asked = { rehearsal: true, deep: true, repo: 'acme/widget', tag, trustedRoot };
  for (const { repository, names, lacking } of readLayouts(registries)) {
    wrong.push(...lacking);
    if (names.size === 0) continue;
    // Whoever pulls has no more than this: not the rehearsal, whose own end would be waited for.
    const pulled = mkdtempSync(join(tmpdir(), 'colophon-pulled-'));
    cpSync(join(registries, repository.replaceAll('/', '+')), pulled, { recursive: true });
    for (const digest of new Set(names.values())) {
      const answer = await verify(
        [`oci-layout:${pulled}@${digest}`],
        asked,
        quietInvocation(pulled).invocation,
      );
      if (answer.exit !== 0)
        wrong.push(`${[...names.keys()].join(', ')} names what is refused: ${answer.text.slice(0, 400)}`);
    }
    rmSync(pulled, { recursive: true, force: true });
  }
  return wrong;
};

/** What changed between a look and a later one although it was public at the first. */
export const changed = (before: View, after: View): readonly string[] =>
  [
    ...[...(before.assets ?? [])].filter(([name, digest]) => after.assets?.get(name) !== digest),
    ...[...before.names].filter(([name, digest]) => after.names.get(name) !== digest),
  ].map(([name]) => `${name} changed after it was public`);

export const sameNames = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one.keys()].every((name) => other.has(name));

export const readdirOf = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir).toSorted();
  } catch {
    return [];
  }
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
