// Every lie of the museum, by the name of its folder.
import { readdir } from 'node:fs/promises';

import type { ImageLie } from './image-lie.ts';
import type { Lie } from './lie.ts';
import type { ProducerLie } from './producer-lie.ts';
import type { RegistryLie } from './registry-lie.ts';

export interface NamedLie extends Lie {
  readonly name: string;
}
export interface NamedImageLie extends ImageLie {
  readonly name: string;
}

export interface NamedRegistryLie extends RegistryLie {
  readonly name: string;
}
export interface NamedProducerLie extends ProducerLie {
  readonly name: string;
}
export type AnyLie = NamedLie | NamedImageLie | NamedRegistryLie | NamedProducerLie;

export const readLies = async (): Promise<readonly AnyLie[]> => {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const module = (await import(`./${name}/lie.ts`)) as {
        readonly lie: Lie | ImageLie | RegistryLie | ProducerLie;
      };
      return { ...module.lie, name };
    }),
  );
};

export const isOfImages = (lie: AnyLie): lie is NamedImageLie => lie.of === 'images';
export const isOfRegistry = (lie: AnyLie): lie is NamedRegistryLie => lie.of === 'registry';
export const isOfProducer = (lie: AnyLie): lie is NamedProducerLie => lie.of === 'producer';
export const isOfFiles = (lie: AnyLie): lie is NamedLie => lie.of === 'rehearsal' || lie.of === 'release';
