import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The digest that the image is made upon is that of one platform, and the image is for two.',
  code: 'BASE_PLATFORM_MISMATCH',
  of: 'producer',
  by: 'base',
  upon: ({ base }) => base.manifests[1] ?? '',
  final: true,
};
