// Everything that real registries are asked, by registry, demand and operation; and how distribution's own is had.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, run } from './kit.ts';
import { REGISTRIES, type RegistryPlaces, withRegistries } from './registries.ts';
import { clientCells, contractCells } from './registry-client.ts';
import { collectionCells } from './registry-collection.ts';
import { type Cell, reportMatrix } from './registry-matrix.ts';
import { mirrorCells } from './registry-mirrors.ts';
import { createBase, rehearsalCells, type RehearsedInto } from './registry-rehearsals.ts';
import { signedCells } from './registry-signed.ts';

const DISTRIBUTION = 'github.com/distribution/distribution/v3/cmd/registry@v3.0.0';

/** The directory of distribution's `registry` below `peers`: crane's has the same name. */
export const distributionIn = (peers: string): string => join(peers, 'distribution');

/** Builds it where it is not there yet; why it cannot be had, else nothing. */
export const installDistribution = async (peers: string): Promise<string | undefined> => {
  const to = distributionIn(peers);
  if (existsSync(join(to, 'registry'))) return undefined;
  await mkdir(to, { recursive: true });
  const env = { ...process.env, GOFLAGS: '', GOTOOLCHAIN: 'local', GOBIN: to };
  const built = await run('go', ['install', DISTRIBUTION], { env, timeout: 900_000 });
  return built.status === 0 ? undefined : `distribution could not be installed: ${built.said.slice(-300)}`;
};

/** The client, the command line and a collection of garbage, in every registry. */
export const realRegistryChecks = async (places: RegistryPlaces): Promise<readonly CheckResult[]> => {
  const { bin, scratch } = places;
  const base = await createBase(join(scratch, 'rehearsals'));
  const all = await withRegistries(places, REGISTRIES, async (registries) => {
    const found: Cell[] = [];
    found.push(...(await contractCells(registries, scratch)));
    for (const registry of registries)
      found.push(...(await clientCells(registry, join(scratch, registry.host.replace(':', '-')))));
    const into: RehearsedInto[] = [];
    for (const registry of registries) {
      const rehearsed = await rehearsalCells(base, registry, bin);
      found.push(...rehearsed.all);
      if (rehearsed.into !== undefined) into.push(rehearsed.into);
    }
    return [...found, ...(await mirrorCells(into, join(scratch, 'mirrors')))];
  });
  const whole = [...all, ...(await collectionCells(places, base))];
  await reportMatrix('registries', whole);
  return whole;
};

/** What others accept of a release, in every registry. */
export const signedRegistryChecks = async (
  places: RegistryPlaces & { readonly kit: string },
): Promise<readonly CheckResult[]> => {
  const all = await signedCells(places);
  await reportMatrix('registries-signed', all);
  return all;
};
