// The images, charts and manifests of a rehearsal, as the suites of other tools are handed them.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { directoryOf } from '../../src/adapters/layout-reader/index.ts';
import type { Colophon } from '../../src/domain/colophon.ts';
import type { Identity } from '../../src/domain/identity.ts';
import { parseColophon } from '../../src/formats/colophon.ts';

export interface RehearsedContent {
  /** The directory that holds the programs that are no packages of the system. */
  readonly bin: string;
  /** A directory of this suite alone. */
  readonly scratch: string;
  readonly assets: string;
  readonly trustedRoot: string;
  readonly identity: Identity;
  readonly colophon: Colophon;
  /** The layout that plays a repository. */
  readonly layout: (repository: string) => string;
}

/** A manifest that a layout lists, with its place and the name that it has there. */
export interface Root {
  readonly kind: 'image' | 'chart';
  readonly name: string;
  readonly repository: string;
  readonly layout: string;
  readonly tag: string;
  readonly digest: string;
  /** Of an image. */
  readonly platforms: readonly { readonly platform: string; readonly digest: string }[];
  /** How many manifests speak about the root itself, the sealed list's own included. */
  readonly referrers: number;
}

/** The rehearsal in `dir`, which has the tag. */
export const rehearsedContent = async (
  dir: string,
  { bin, scratch }: Pick<RehearsedContent, 'bin' | 'scratch'>,
): Promise<RehearsedContent> => {
  const said = JSON.parse(await readFile(join(dir, 'rehearsal.json'), 'utf8')) as {
    readonly tag: string;
    readonly assets: string;
    readonly trustedRoot: string;
    readonly identity: Identity;
  };
  return contentIn({
    bin,
    scratch,
    assets: join(dir, said.assets),
    trustedRoot: join(dir, said.trustedRoot),
    identity: said.identity,
    tag: said.tag,
    registries: join(dir, 'registries'),
  });
};

/** What was released as this tag, with its sealed list; `registries` holds the layouts that play repositories. */
export const contentIn = async ({
  tag,
  registries,
  ...places
}: Omit<RehearsedContent, 'colophon' | 'layout'> & {
  readonly tag: string;
  readonly registries: string;
}): Promise<RehearsedContent> => {
  await mkdir(places.scratch, { recursive: true });
  return {
    ...places,
    colophon: parseColophon(await readFile(join(places.assets, `widget_${tag}.colophon.json`))),
    layout: (repository) => join(registries, directoryOf(repository) ?? ''),
  };
};

/** Every image and chart, in the origin and in mirrors. */
export const rootsOf = ({ colophon, layout }: RehearsedContent): readonly Root[] => {
  const own = [
    ...colophon.images.map((image) => ({ ...image, kind: 'image' as const })),
    ...colophon.charts.map((chart) => ({ ...chart, kind: 'chart' as const, platforms: [] })),
  ];
  const places = colophon.mirrors.flatMap(({ content }) => content);
  return own.flatMap((one) =>
    [one.repository, ...places.filter(isOf(one)).map(({ repository }) => repository)].map((repository) => ({
      kind: one.kind,
      name: one.name,
      repository,
      layout: layout(repository),
      tag: one.tags[0] ?? '',
      digest: one.digest,
      platforms: one.platforms,
      referrers: one.referrers.filter(({ subject }) => subject === one.digest).length + 1,
    })),
  );
};

const isOf =
  (one: { readonly kind: string; readonly name: string }) =>
  (other: { readonly kind: string; readonly name: string }): boolean =>
    one.kind === other.kind && one.name === other.name;
