// Two assets of one name would be one asset too few: found before anything is written.
import { Failure } from '../../domain/failure.ts';
import { collisions, nameFault } from '../../formats/names.ts';

/**
 * The names themselves; fails with `ASSET_NAME_TWICE`, judged after case folding and Unicode normalisation, and
 * with `ASSET_NAME_INVALID` for a name that some system could not write.
 */
export const demandNames = (names: readonly string[]): readonly string[] => {
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) throw invalid(name, fault);
  }
  const [pair] = collisions(names);
  if (pair !== undefined) throw twice(...pair);
  return names;
};

const twice = (one: string, other: string): Failure =>
  new Failure(
    'ASSET_NAME_TWICE',
    `two assets would be called ${one === other ? one : `${one} and ${other}`}`,
    {
      remedy: 'put {os}, {arch} or another placeholder that tells them apart into the asset template',
      at: 'package',
    },
  );

const invalid = (name: string, fault: string): Failure =>
  new Failure('ASSET_NAME_INVALID', `no asset may be called ${JSON.stringify(name)}: ${fault}`, {
    remedy: 'correct the asset template',
    at: 'package',
  });
