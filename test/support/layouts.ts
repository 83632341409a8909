// What anyone sees in the registries of a rehearsal, read from its layouts by hand: names, what they reach, and what
// speaks about it. Nothing of Colophon's own readers is asked.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Digest } from '../../src/domain/digest.ts';
import { sha256 } from '../../src/formats/sha256.ts';

export interface Attached {
  readonly subject: Digest;
  readonly artifactType: string;
  readonly digest: Digest;
  /** Of bundles: what they say they hold. */
  readonly predicateType?: string;
  readonly layers: readonly Digest[];
}

export interface Layout {
  /** `host/path`, as the directory's name says it. */
  readonly repository: string;
  /** `host/path:tag` → what it names. */
  readonly names: ReadonlyMap<string, Digest>;
  /** Every index and manifest that a name reaches. */
  readonly manifests: readonly Digest[];
  /** Everything that a name reaches, sorted: the manifests, their configurations and layers. */
  readonly reached: readonly Digest[];
  readonly attached: readonly Attached[];
  /** What is missing or has other bytes, among all that is listed and what it reaches. */
  readonly lacking: readonly string[];
}

/** One layout for each repository below the directory; none where there is no such directory. */
export const readLayouts = (registries: string): readonly Layout[] =>
  existsSync(registries)
    ? readdirSync(registries)
        .toSorted()
        .map((name) => readLayout(join(registries, name), name.replaceAll('+', '/')))
    : [];

/** Every name of every layout. */
export const namesIn = (registries: string): ReadonlyMap<string, Digest> =>
  new Map(readLayouts(registries).flatMap(({ names }) => [...names]));

interface Row {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Document {
  readonly artifactType?: string;
  readonly subject?: Row;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config?: Row;
  readonly layers?: readonly Row[];
  readonly manifests?: readonly Row[];
}

const MANIFEST = /\.oci\.image\.(index|manifest)\.v1\+json$/;
/** Names computed from digests: lists of referrers, and what keeps a manifest where nothing unnamed is kept. */
export const COMPUTED = /^(?:colophon-)?sha256-[0-9a-f]{64}$/;
const NAME = 'org.opencontainers.image.ref.name';

const readLayout = (dir: string, repository: string): Layout => {
  // Before anything is pushed a layout may be there without a list.
  const index = join(dir, 'index.json');
  const { manifests: rows = [] } = existsSync(index) ? parsed(readFileSync(index)) : {};
  const names = new Map<string, Digest>();
  const manifests = new Set<Digest>();
  const reached = new Set<Digest>();
  const lacking: string[] = [];
  const visit = (row: Row): void => {
    if (reached.has(row.digest)) return;
    reached.add(row.digest);
    const bytes = bytesOf(dir, row.digest);
    if (bytes === undefined) lacking.push(`${repository} lacks ${row.digest}`);
    else if (sha256(bytes) !== row.digest || bytes.length !== row.size)
      lacking.push(`${row.digest} has other bytes in ${repository}`);
    else if (MANIFEST.test(row.mediaType)) {
      manifests.add(row.digest);
      for (const child of childrenOf(parsed(bytes))) visit(child);
    }
  };
  for (const row of rows) {
    const tag = row.annotations?.[NAME];
    // A name computed from a digest is none of a release.
    if (tag === undefined || COMPUTED.test(tag)) continue;
    names.set(`${repository}:${tag}`, row.digest);
    visit(row);
  }
  const byName = { manifests: [...manifests], reached: [...reached].toSorted() };
  for (const row of rows) visit(row);
  const attached = rows.flatMap(({ digest, mediaType }) => {
    const bytes = MANIFEST.test(mediaType) ? bytesOf(dir, digest) : undefined;
    return bytes === undefined ? [] : attachedBy(digest, parsed(bytes));
  });
  return { repository, names, ...byName, attached, lacking };
};

const attachedBy = (
  digest: Digest,
  { subject, artifactType = '', annotations, layers = [] }: Document,
): readonly Attached[] => {
  if (subject === undefined) return [];
  const predicateType = annotations?.['dev.sigstore.bundle.predicateType'];
  return [
    {
      subject: subject.digest,
      artifactType,
      digest,
      ...(predicateType === undefined ? {} : { predicateType }),
      layers: layers.map((layer) => layer.digest),
    },
  ];
};

const childrenOf = ({ manifests = [], config, layers = [] }: Document): readonly Row[] => [
  ...manifests,
  ...(config === undefined ? [] : [config]),
  ...layers,
];

const parsed = (bytes: Uint8Array): Document => JSON.parse(new TextDecoder().decode(bytes)) as Document;

const bytesOf = (dir: string, digest: Digest): Uint8Array | undefined => {
  const file = join(dir, 'blobs', digest.replace(':', '/'));
  return existsSync(file) ? readFileSync(file) : undefined;
};
