// Every lie of the museum, by the name of its folder.
import { readdir } from 'node:fs/promises';

import type { Lie } from './lie.ts';

export interface NamedLie extends Lie {
  readonly name: string;
}

export const readLies = async (): Promise<readonly NamedLie[]> => {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const module = (await import(`./${name}/lie.ts`)) as { readonly lie: Lie };
      return { ...module.lie, name };
    }),
  );
};
