// A draft that holds a sealed list is released from that list: nothing is built, nothing signed again.
// The outcomes made here only say what the list says; `prove` judges the draft by it before anything is named.
import { BUNDLE_MEDIA_TYPE } from '../domain/bundle.ts';
import type { Asset } from '../domain/asset.ts';
import { COLOPHON_MEDIA_TYPE, type ListedAsset } from '../domain/colophon.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import type { GateOutcome } from '../domain/outcome/gate.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import { parsePlatform } from '../domain/platform.ts';
import { releaseFileName } from '../domain/release.ts';
import type { Doors } from '../engine/stage.ts';
import { COLOPHON_LIMIT, parseColophon } from '../formats/colophon.ts';
import { gather } from './gather.ts';

const BUNDLE_LIMIT = 4 * 1024 * 1024;

/** Outcomes up to the seal for a draft that is sealed; `undefined` when there is no such draft. */
export const adoptSealed = async (
  { facts, state, draft, evidence }: GateOutcome,
  { forge, store }: Doors<'forge' | 'store'>,
): Promise<Partial<Outcomes> | undefined> => {
  if (state !== 'sealed' || draft === undefined) return undefined;
  const name = releaseFileName(facts, '.colophon.json');
  const list = await gather(forge.asset(draft, name), COLOPHON_LIMIT);
  const signature = await gather(forge.asset(draft, `${name}.sigstore.json`), BUNDLE_LIMIT);
  const colophon = parseColophon(list);
  const document = await store.write(list, COLOPHON_MEDIA_TYPE);
  const bundle = await store.write(signature, BUNDLE_MEDIA_TYPE);
  const assets = colophon.assets.map(asAsset);
  const notes = assets.find((asset) => asset.name === colophon.notes) ?? evidence;
  return {
    build: { files: [], images: [], tools: [], invocationId: '', caches: 'empty' },
    assemble: { indexes: [] },
    package: { assets: [], charts: [], externalImages: [], findings: [] },
    sbom: { sboms: [] },
    notes: { notes },
    checksum: { assets: [] },
    provenance: { statements: [] },
    sign: { signed: [] },
    push: { pushed: [] },
    mirror: { mirrors: [], findings: [] },
    draft: { id: draft, title: '', sealed: document, assets },
    seal: {
      document: sealed(name, document),
      bundle: { name: `${name}.sigstore.json`, role: 'bundle', content: bundle },
      attached: [],
    },
  };
};

const sealed = (name: string, content: Descriptor): Asset => ({ name, role: 'colophon', content });

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
