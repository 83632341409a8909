// The rehearsal of a part: what was made lies in DIR/partial, nothing is signed, and nothing there ever proves.
import { chmod, constants, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { createLayoutRegistries } from '../../../adapters/layout-registry/index.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import { OCI_INDEX } from '../../../domain/oci.ts';
import type { AssembledImage } from '../../../domain/outcome/assemble.ts';
import type { BuiltFile, BuiltImage } from '../../../domain/outcome/build.ts';
import type { Outcomes } from '../../../domain/outcome/index.ts';
import type { PackagedChart } from '../../../domain/outcome/package.ts';
import type { StageName } from '../../../domain/stage-name.ts';
import type { RehearsalFacts, RehearsalPlaces } from '../places/directory.ts';
import { writeRehearsal } from '../places/directory.ts';
import type { ShownContent } from './listed-content.ts';

/** The last stage of a partial rehearsal: what follows would sign, push or stage what is no release. */
export const LAST_OF_PART: StageName = 'provenance';

export interface Laid {
  readonly assets: string;
  readonly files: number;
  readonly images: readonly ShownContent[];
  readonly charts: readonly ShownContent[];
}

/** A partial rehearsal has forge, registries and Sigstore for itself: what a whole one left there is not touched. */
export const partialPlaces = (places: RehearsalPlaces, scratch: string): RehearsalPlaces => ({
  ...places,
  forge: join(scratch, 'forge'),
  registries: join(scratch, 'registries'),
  sigstore: join(scratch, 'sigstore'),
});

/** Lays what was made into `places.partial`, in place of what lay there, and says where. */
export const layPartial = async (
  { store: storeDir, partial }: Pick<RehearsalPlaces, 'store' | 'partial'>,
  outcomes: Partial<Outcomes>,
  facts: RehearsalFacts,
): Promise<Laid> => {
  const fresh = `${partial}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(join(fresh, 'assets'), { recursive: true });
  // It says that it is a rehearsal, and points at a release that is not there: whoever asks is told so.
  await writeRehearsal(fresh, facts);
  const store = createStore(storeDir);
  const assets = [
    ...(outcomes.package?.assets ?? []),
    ...(outcomes.sbom?.sboms ?? []),
    ...(outcomes.notes === undefined ? [] : [outcomes.notes.notes]),
    ...(outcomes.checksum?.assets ?? []),
  ];
  for (const { name, content } of assets)
    await copyFile(
      store.locate(content.digest),
      join(fresh, 'assets', name),
      constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL,
    );
  for (const file of outcomes.build?.files ?? []) await layBuilt(file, join(fresh, 'built'), store);
  const registries = createLayoutRegistries(join(fresh, 'registries'), { store });
  const push = createPush(registries, store);
  for (const image of outcomes.assemble?.indexes ?? []) await push.image(image, outcomes.build?.images ?? []);
  for (const chart of outcomes.package?.charts ?? []) await push.chart(chart);
  await rm(partial, { recursive: true, force: true });
  await rename(fresh, partial);
  const { locate } = createLayoutRegistries(join(partial, 'registries'));
  return {
    assets: join(partial, 'assets'),
    files: assets.length,
    images: (outcomes.assemble?.indexes ?? []).map(({ repository, tags: [tag], index: { digest } }) => ({
      reference: tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`,
      digest,
      layout: locate(repository),
    })),
    charts: (outcomes.package?.charts ?? []).flatMap(({ repository, tag, pushed }) =>
      repository === undefined || pushed === undefined
        ? []
        : [
            {
              reference: `${repository}:${tag}`,
              digest: pushed.manifest.digest,
              layout: locate(repository),
            },
          ],
    ),
  };
};

/** `built/<builder>/<target>/<path>`, to be tried as it is: whoever names a builder wants what it makes. */
const layBuilt = async (
  { builder, target, path, executable, content }: BuiltFile,
  dir: string,
  store: ReturnType<typeof createStore>,
): Promise<void> => {
  const place = join(dir, builder, target ?? '', path);
  await mkdir(dirname(place), { recursive: true });
  await copyFile(store.locate(content.digest), place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  await chmod(place, executable ? 0o755 : 0o644);
};

const createPush = (
  { registryWriter, versionNames }: ReturnType<typeof createLayoutRegistries>,
  store: ReturnType<typeof createStore>,
) => ({
  image: async (
    { image, repository, index, platforms, tags }: AssembledImage,
    built: readonly BuiltImage[],
  ) => {
    for (const { config, layers } of built.filter((one) => one.image === image))
      for (const blob of [config, ...layers])
        await registryWriter.blob(repository, blob, () => store.read(blob));
    for (const manifest of [...platforms, { ...index, mediaType: OCI_INDEX }])
      await registryWriter.manifest(repository, manifest, await store.bytes(manifest));
    for (const tag of tags) await versionNames.give(repository, tag, index);
  },
  chart: async ({ repository, pushed, tag }: PackagedChart) => {
    if (repository === undefined || pushed === undefined) return;
    const { config, layer, manifest } = pushed;
    for (const blob of [config, layer]) await registryWriter.blob(repository, blob, () => store.read(blob));
    await registryWriter.manifest(repository, manifest, await store.bytes(manifest));
    await versionNames.give(repository, tag, manifest);
  },
});
