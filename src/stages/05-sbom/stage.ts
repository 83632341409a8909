// Stage 05: one SPDX 2.3 document for each packaged file, each platform of an image and each index, made from its bytes.
// What stands in it and what not is written down in docs/formats/sbom.md.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { Sbom } from '../../domain/outcome/sbom.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { formatSpdx, SPDX_MEDIA_TYPE } from '../../formats/spdx/document.ts';
import { renderTemplate } from '../../formats/template.ts';
import { factValues, imageSbomName, indexSbomName } from '../asset-name.ts';
import { describe } from './describe.ts';
import { describeImage } from './describe-image.ts';
import { describeIndex } from './describe-index.ts';
import { type Piece, piecesOf } from './parts.ts';

export const sbom = stage({
  name: 'sbom',
  promise:
    'Every packaged file, every platform of an image and every index has an SPDX document that holds its SHA-256 and says what is inside.',
  revision: 4,
  reads: ['gate', 'build', 'assemble', 'package'],
  needs: ['store', 'source'],
  repeats: 'once',
  parts: (input) => [...piecesOf(input).keys()],
  run: async (part, input, doors, settings, bench) => {
    const piece = piecesOf(input).get(part);
    if (piece === undefined) throw new TypeError(`no part ${part}`);
    bench.doing(`reads ${part}`);
    return { sboms: [await sbomOf(piece, input.gate.facts, settings, doors)] };
  },
  join: (done) => ({ sboms: [...done.values()].flatMap(({ sboms }) => sboms) }),
  says: ({ sboms }) => (sboms.length === 1 ? '1 document' : `${sboms.length} documents`),
});

const sbomOf = async (
  piece: Piece,
  facts: ReleaseFacts,
  settings: SbomSettings,
  doors: Doors<'store' | 'source'>,
): Promise<Sbom> => {
  const made = async (name: string, document: Uint8Array): Promise<Omit<Sbom, 'describes'>> => ({
    name,
    role: 'sbom',
    content: await doors.store.write(document, SPDX_MEDIA_TYPE),
  });
  if (piece.kind === 'asset') {
    const { asset } = piece;
    const name = renderTemplate(settings.asset, { ...factValues(facts), asset: asset.name });
    const document = formatSpdx(await describe(asset, facts, settings, doors));
    return { ...(await made(name, document)), describes: asset.name };
  }
  const { image } = piece;
  if (piece.kind === 'index') {
    const name = indexSbomName(image.repository);
    const document = formatSpdx(describeIndex(name, image, facts));
    return { ...(await made(name, document)), ...about(image, image.index) };
  }
  const { built } = piece;
  const name = imageSbomName(image.repository, built.manifest.platform);
  const document = formatSpdx(await describeImage(name, image, built, facts, settings, doors));
  return { ...(await made(name, document)), ...about(image, built.manifest) };
};

const about = (
  { image, repository }: AssembledImage,
  { mediaType, digest, size, platform }: Descriptor,
): Pick<Sbom, 'describes' | 'subject'> => ({
  describes: digest,
  subject: {
    kind: 'image',
    id: image,
    repository,
    subject: { mediaType, digest, size, ...(platform === undefined ? {} : { platform }) },
  },
});
