// Everything that the list says of registries, each check on what the ones before it have proved.
import type { Finding } from '../domain/finding.ts';
import { charts } from './checks/charts.ts';
import { images } from './checks/images.ts';
import { imageTags } from './checks/image-tags.ts';
import { mirrors } from './checks/mirrors.ts';
import { referrers, type ReferrersEvidence } from './checks/referrers.ts';
import { roles } from './checks/roles.ts';
import { attachedPlace, unlisted } from './checks/unlisted.ts';
import type { RegistryEvidence } from './held-content.ts';
import type { Policy } from './policy.ts';

export interface RegistryRequest extends RegistryEvidence {
  /** Whether version tags were given or not yet; `not asked` where the place is no claim. */
  readonly names: 'given' | 'not yet' | 'not asked';
}

/** Judges images, charts, mirrors and tags of the list. */
export const verifyRegistry = async (
  evidence: RegistryRequest,
  policy: Policy,
): Promise<readonly Finding[]> => {
  const image = await images.run(evidence, policy);
  const chart = await charts.run(evidence, policy);
  const held = [...(image.proved ?? []), ...(chart.proved ?? [])];
  return [...image.findings, ...chart.findings, ...(await verifyAttached({ ...evidence, held }, policy))];
};

/** Judges what is attached to contents that hold, their mirrors and their tags. */
export const verifyAttached = async (
  evidence: RegistryRequest & ReferrersEvidence,
  policy: Policy,
): Promise<readonly Finding[]> => {
  const { sealed, names } = evidence;
  const attached = await referrers.run(evidence, policy);
  const origin = attached.proved ?? [];
  const mirrored = await mirrors.run({ ...evidence, referrers: origin }, policy);
  const places = [
    ...origin.map((one) => attachedPlace(one.content.entry.repository, one)),
    ...(mirrored.proved ?? []).map(({ repository, held, optional }) => ({
      ...attachedPlace(repository, held),
      optional,
    })),
  ];
  const rest = [
    await roles.run({ sealed, referrers: origin }, policy),
    mirrored,
    await unlisted.run({ ...evidence, places, attached: names !== 'not yet' }, policy),
    ...(names === 'not asked' ? [] : [await imageTags.run({ ...evidence, names }, policy)]),
  ];
  return [attached, ...rest].flatMap(({ findings }) => findings);
};
