// A process that attaches its own referrers to a manifest of a registry, as stages do: all of them; then, when it is told
// to publish, again what is not found. Says how many those were.
import process from 'node:process';

import { createRegistry } from '../../src/adapters/registry/index.ts';
import { createAsk, createRegistryReader, type Locate } from '../../src/adapters/registry-reader/index.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { OCI_MANIFEST } from '../../src/domain/oci.ts';
import { formatOciDocument } from '../../src/formats/oci/document.ts';
import { EMPTY_CONFIG, referrerDescriptor } from '../../src/formats/oci/referrer.ts';

const [origin = '', digest = '', name = '', rounds = '', lockDir = ''] = process.argv.slice(2);
const locate: Locate = (repository) => ({ origin, name: repository });
const ask = createAsk({ backoff: 1 });
const registry = createRegistryReader({ locate, ask });
const { registryWriter, referrersIndex } = createRegistry({
  locate,
  ask,
  registry,
  backoff: 10,
  ...(lockDir === '' ? {} : { lockDir }),
});
const subject = { mediaType: OCI_MANIFEST, digest: digest as Digest, size: 7 };

const contents = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const bytes = formatOciDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    artifactType: 'application/vnd.example',
    config: EMPTY_CONFIG,
    layers: [],
    subject,
    annotations: { 'org.example.writer': `${name} ${round}` },
  });
  const content = referrerDescriptor(bytes);
  contents.push(content);
  await registryWriter.manifest('app', content, bytes);
  await referrersIndex.add('app', subject.digest, content);
}

process.send?.('attached');
await new Promise((resolve) => void process.once('message', resolve));
let again = 0;
for (;;) {
  const found = new Set((await registry.referrers('app', subject.digest)).map((one) => one.digest));
  const lost = contents.filter((one) => !found.has(one.digest));
  if (lost.length === 0) break;
  again += lost.length;
  await Promise.all(lost.map((one) => referrersIndex.add('app', subject.digest, one)));
}
process.send?.(again);
process.disconnect();
