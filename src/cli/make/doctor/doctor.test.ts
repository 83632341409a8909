import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type HttpRegistry, startHttpRegistry } from '../../../../test/support/http-registry.ts';
import { quietInvocation } from '../../../../test/support/invocation.ts';
import { doctor } from './doctor.ts';

let dir = '';
const running: HttpRegistry[] = [];
const start = async (referrers: boolean): Promise<HttpRegistry> => {
  const one = await startHttpRegistry({ referrers, saysSubject: referrers });
  running.push(one);
  return one;
};
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-doctor-test-'));
});
afterAll(async () => {
  await Promise.all(running.map((one) => one.close()));
  await rm(dir, { recursive: true });
});

const ask = (targets: readonly string[]) =>
  doctor(targets, {}, quietInvocation(dir, { env: { PATH: process.env['PATH'], HOME: dir } }).invocation);

describe('doctor', () => {
  it.each([
    { referrers: true, says: 'api', text: 'listed by the registry itself' },
    { referrers: false, says: 'tag', text: 'listed under tags sha256-' },
  ])('says of a registry whether it lists what is attached: $says', async ({ referrers, says, text }) => {
    const { host, repository } = await start(referrers);
    const answer = await ask([`oci://${host}/acme/widget:v1`]);
    expect(answer).toMatchObject({
      exit: 0,
      document: {
        kind: 'colophon.doctor',
        registries: [
          { repository: `${host}/acme/widget`, referrers: says, credential: 'none', manifest: null },
        ],
      },
    });
    expect(answer.text).toContain(text);
    expect(repository('acme/widget').manifests.size).toBe(0);
  });

  it('ends with 3 where a registry gives no answer, and says of the others what it found', async () => {
    const [one, gone] = [await start(true), await start(true)];
    await gone.close();
    const { exit, document, text } = await ask([`oci://${gone.host}/a/b`, `oci://${one.host}/a/b`]);
    expect(exit).toBe(3);
    expect(document).toMatchObject({
      error: { code: 'REGISTRY_UNREACHABLE' },
      registries: [{ unknown: [{ code: 'REGISTRY_UNREACHABLE' }] }, { referrers: 'api', unknown: [] }],
    });
    expect(text).toContain('✗ REGISTRY_UNREACHABLE');
  }, 20_000);

  it('tells which tools builds find, and that none needs to be there', async () => {
    const { document } = await ask([]);
    expect(document).toMatchObject({ registries: [] });
    expect(document['tools']).toContainEqual({ name: 'git', version: expect.stringMatching(/^\d+\./) });
  });

  it('takes registries alone', async () => {
    await expect(ask(['ghcr.io/acme/widget'])).rejects.toMatchObject({ code: 'USAGE' });
  });
});
