import { expect, it } from 'vitest';

import { runContract } from '../../../test/contracts/run.ts';
import { createRehearsalRun } from './run.ts';

const OPTIONS = {
  repository: 'acme/widget',
  repositoryId: '1',
  ownerId: '2',
  workflow: '.github/workflows/release.yml',
};

runContract('the rehearsal', async () => createRehearsalRun(OPTIONS));

it('keeps every address of a rehearsal under a host that cannot be registered', async () => {
  const run = await createRehearsalRun(OPTIONS).run('v1.2.3', 'c'.repeat(40));
  const addresses = Object.values(run).filter((value: string) => value.includes('://'));
  expect(addresses).toHaveLength(6);
  for (const address of addresses) expect(new URL(address).host).toBe('rehearsal.colophon.invalid');
});

it('is the same for two rehearsals of one commit', async () => {
  const [one, two] = [createRehearsalRun(OPTIONS), createRehearsalRun(OPTIONS)];
  expect(await one.run('v1.2.3', 'c'.repeat(40))).toEqual(await two.run('v1.2.3', 'c'.repeat(40)));
});
