// Which images, charts and mirrors a rehearsal has made, and the layouts where they lie: read off the sealed list.
import { open } from 'node:fs/promises';

import type { Colophon, ListedChart, ListedImage } from '../../../domain/colophon.ts';
import type { Digest } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { COLOPHON_LIMIT, parseColophon } from '../../../formats/colophon.ts';

/** As the document of a rehearsal shows it. */
export interface ShownContent {
  /** `repository:tag` */
  readonly reference: string;
  readonly digest: Digest;
  /** Absolute: an OCI image layout; absent where it lies in a real registry. */
  readonly layout?: string;
}

export interface ListedContents {
  readonly images: readonly ShownContent[];
  readonly mirrors: readonly ShownContent[];
  readonly charts: readonly ShownContent[];
}

/** What the sealed list in this file says, with the layouts of a stand-in; fails with `FILE_TOO_LARGE` and what `parseColophon` throws. */
export const listedContents = async (
  file: string,
  locate: ((repository: string) => string) | undefined,
): Promise<ListedContents> => {
  const { images, charts, mirrors } = await readColophon(file);
  const shown = (repository: string, tag: string | undefined, digest: Digest): ShownContent => ({
    reference: tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`,
    digest,
    ...(locate === undefined ? {} : { layout: locate(repository) }),
  });
  const own = ({ repository, tags, digest }: ListedImage | ListedChart): ShownContent =>
    shown(repository, tags[0], digest);
  return {
    images: images.map(own),
    charts: charts.map(own),
    mirrors: mirrors.flatMap(({ content }) =>
      content.map(({ kind, name, repository, digest }) => {
        const listed = (kind === 'image' ? images : charts).find((one) => one.name === name);
        return shown(repository, listed?.tags[0], digest);
      }),
    ),
  };
};

const readColophon = async (file: string): Promise<Colophon> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size > COLOPHON_LIMIT)
      throw new Failure('FILE_TOO_LARGE', `${file} has ${size} bytes`, { remedy: 'rehearse again' });
    return parseColophon(await handle.readFile());
  } finally {
    await handle.close();
  }
};
