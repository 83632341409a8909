// Every lie of the museum, by the name of its folder.
import { readdir } from 'node:fs/promises';

import type { ImageLie } from './image-lie.ts';
import type { Lie } from './lie.ts';

export interface NamedLie extends Lie {
  readonly name: string;
}
export interface NamedImageLie extends ImageLie {
  readonly name: string;
}

export const readLies = async (): Promise<readonly (NamedLie | NamedImageLie)[]> => {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const module = (await import(`./${name}/lie.ts`)) as { readonly lie: Lie | ImageLie };
      return { ...module.lie, name };
    }),
  );
};

export const isOfImages = (lie: NamedLie | NamedImageLie): lie is NamedImageLie => lie.of === 'images';
export const isOfFiles = (lie: NamedLie | NamedImageLie): lie is NamedLie => lie.of !== 'images';
