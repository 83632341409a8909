// A draft that holds a sealed list is released from that list: nothing is built, nothing signed again.
// The outcomes made here only say what the list says; `prove` judges the draft by it before anything is named, and
// `seal` runs: it finds its signature in the draft, and attaches the list wherever the interrupted run had not.
import type { Asset, AssetRole } from '../domain/asset.ts';
import { COLOPHON_MEDIA_TYPE, type Colophon, type ListedAsset } from '../domain/colophon.ts';
import type { GateOutcome } from '../domain/outcome/gate.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import { parsePlatform } from '../domain/platform.ts';
import { releaseFileName } from '../domain/release.ts';
import type { Doors } from '../engine/stage.ts';
import { COLOPHON_LIMIT, parseColophon } from '../formats/colophon.ts';
import { attachmentOf, contentOutcomes } from './adopted-content.ts';
import { gather } from './gather.ts';

/** Outcomes up to the draft for a draft that is sealed; `undefined` when there is no such draft. */
export const adoptSealed = async (
  { facts, state, draft, evidence }: GateOutcome,
  { forge, store }: Doors<'forge' | 'store'>,
): Promise<Partial<Outcomes> | undefined> => {
  if (state !== 'sealed' || draft === undefined) return undefined;
  const name = releaseFileName(facts, '.colophon.json');
  const list = await gather(forge.asset(draft, name), COLOPHON_LIMIT);
  const colophon = parseColophon(list);
  const document = await store.write(list, COLOPHON_MEDIA_TYPE);
  const assets = colophon.assets.map(asAsset);
  const notes = assets.find((asset) => asset.name === colophon.notes) ?? evidence;
  const { assemble, charts, push, mirror } = contentOutcomes(colophon);
  return {
    build: { files: [], images: [], tools: [], invocationId: '', caches: 'empty' },
    assemble,
    package: {
      assets: assets.filter(({ role }) => PACKAGED.has(role)).map((asset) => ({ ...asset, holds: [] })),
      charts,
      externalImages: colophon.externalImages,
      findings: [],
    },
    sbom: { sboms: sbomsOf(colophon, push) },
    notes: { notes },
    checksum: { assets: [] },
    provenance: { statements: [] },
    sign: { signed: [] },
    push,
    mirror,
    draft: { id: draft, title: '', sealed: document, assets },
  };
};

const PACKAGED: ReadonlySet<AssetRole> = new Set<AssetRole>([
  'archive',
  'file',
  'source',
  'package',
  'manifest',
  'chart',
]);

const sbomsOf = ({ assets }: Colophon, { pushed }: Outcomes['push']): Outcomes['sbom']['sboms'] =>
  assets.flatMap((asset) => {
    if (asset.describes === undefined) return [];
    const subject = attachmentOf(asset.describes, pushed);
    return {
      ...asAsset(asset),
      describes: asset.describes,
      ...(subject === undefined ? {} : { subject }),
    };
  });

const asAsset = ({ name, role, mediaType, digest, size, platform, origin }: ListedAsset): Asset => {
  const runsOn = platform === undefined ? undefined : parsePlatform(platform);
  return {
    name,
    role,
    content: { mediaType, digest, size },
    ...(runsOn === undefined ? {} : { platform: runsOn }),
    ...(origin === undefined ? {} : { origin }),
  };
};
