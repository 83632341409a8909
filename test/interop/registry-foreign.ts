// Images in registries that plain cosign signed with a real Sigstore, and nobody released: Colophon judges them, too.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createAsk, createRegistryReader, locateRegistry } from '../../src/adapters/registry-reader/index.ts';
import { createRegistry } from '../../src/adapters/registry/index.ts';
import { reveal } from '../../src/domain/secret.ts';
import { pushImage, smallImage } from '../contracts/registry-content.ts';
import { WORKFLOW } from './github-run.ts';
import { type Ended, expectEnd, type RealSigstore, run } from './kit.ts';
import type { RealRegistry, RegistryPlaces } from './registries.ts';
import { ask } from './registry-judged.ts';
import { type Cell, cells } from './registry-matrix.ts';

/** What plain cosign signed, of which no list was ever sealed. */
export const foreignCells = async (
  registry: RealRegistry,
  sigstore: RealSigstore,
  { bin, scratch }: RegistryPlaces,
): Promise<readonly Cell[]> => {
  const { host, name } = registry;
  const locate = locateRegistry([]);
  const reading = createAsk();
  const reader = createRegistryReader({ locate, ask: reading });
  const doors = { registry: reader, ...createRegistry({ locate, ask: reading, registry: reader }) };
  const image = smallImage(`by others at ${host}`);
  const repository = `${host}/acme/foreign`;
  await pushImage(doors, repository, image);
  const reference = `${repository}@${image.index.content.digest}`;
  const trust = ['--repo', 'acme/widget', '--trusted-root', sigstore.trustedRootFile, '--json'];
  const verify = (more: readonly string[] = trust, image = reference): Promise<Ended> =>
    ask(['verify', `oci://${image}`, ...more]);
  const unsigned = await verify();
  const config = join(scratch, `cosign-${host.replace(':', '-')}`);
  await mkdir(config);
  await writeFile(join(config, 'signing.json'), sigstore.signingConfig);
  await writeFile(join(config, 'predicate.json'), JSON.stringify(PREDICATE));
  const sign = async (image: string, ...command: readonly string[]): Promise<Ended> =>
    run(join(bin, 'cosign'), [
      ...command,
      '--yes',
      `--identity-token=${reveal(await sigstore.token({}))}`,
      `--signing-config=${join(config, 'signing.json')}`,
      `--trusted-root=${sigstore.trustedRootFile}`,
      image,
    ]);
  const signed = await sign(reference, 'sign');
  const judged = await verify();
  const attested = await sign(
    reference,
    'attest',
    `--predicate=${join(config, 'predicate.json')}`,
    '--type=https://slsa.dev/provenance/v1',
  );
  const again = await verify();
  const other = await verify(['--repo', 'acme/other', ...trust.slice(2)]);
  const docker = `${repository}-docker:v1.2.3`;
  const converted = await run('skopeo', [...CONVERT, `docker://${reference}`, `docker://${docker}`]);
  const list = (await reader.resolve(`${repository}-docker`, 'v1.2.3'))?.mediaType ?? 'nothing';
  const signedDocker = await sign(docker, 'sign');
  const judgedDocker = await verify([...trust, '--deep'], docker);
  const without = {
    ok: true,
    saying: /IMAGE_SIGNED[^]*IMAGE_WITHOUT_LIST|IMAGE_WITHOUT_LIST[^]*IMAGE_SIGNED/,
  };
  return cells(name, 'signed by cosign', [
    expectEnd('what nobody signed is refused', unsigned, { ok: false }),
    expectEnd('cosign signs an image', signed, { ok: true }),
    expectEnd('Colophon accepts it without a list', judged, without),
    expectEnd('cosign attests to it', attested, { ok: true }),
    expectEnd('Colophon accepts both', again, without),
    expectEnd('and refuses them for another repository', other, { ok: false }),
    expectEnd('skopeo makes the same of it in Docker’s form', converted, { ok: true }),
    { name: 'which is no form of the OCI', passed: list.includes('docker'), said: list },
    expectEnd('cosign signs that', signedDocker, { ok: true }),
    expectEnd('Colophon accepts that, too, its layers read', judgedDocker, without),
  ]);
};

const CONVERT = ['copy', '--all', '--format=v2s2', '--src-tls-verify=false', '--dest-tls-verify=false'];

const PREDICATE = {
  buildDefinition: {
    buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
    externalParameters: {
      workflow: {
        ref: 'refs/tags/v1.2.3',
        repository: 'https://github.com/acme/widget',
        path: WORKFLOW,
      },
    },
    resolvedDependencies: [],
  },
  runDetails: { builder: { id: 'https://github.com/actions/runner' } },
};
