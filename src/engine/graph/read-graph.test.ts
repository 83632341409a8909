import { describe, expect, it } from 'vitest';

import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { held } from '../../../test/contracts/registry-content.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../domain/oci.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { readGraph } from './read-graph.ts';

const DOCKER = 'application/vnd.docker.distribution.manifest';

describe('the graph of an image that is not ours', () => {
  it.each([
    { of: 'Docker’s media types', list: `${DOCKER}.list.v2+json`, manifest: `${DOCKER}.v2+json` },
    { of: 'no media type, as OCI 1.0 has them', list: undefined, manifest: undefined },
  ])('is read where it is of $of', async ({ list, manifest }) => {
    const there = createMemoryRegistry();
    const { content } = there.repository('host.example/image');
    const put = (document: object, mediaType: string | undefined, meant: string) => {
      const typed = mediaType === undefined ? document : { ...document, mediaType };
      const made = held(canonicalJson({ schemaVersion: 2, ...typed }), mediaType ?? meant);
      content.set(made.content.digest, made.bytes);
      return made.content;
    };
    const [config, layer] = [held('{}', OCI_CONFIG).content, held('layer', OCI_LAYER).content];
    const member = put({ config, layers: [layer] }, manifest, OCI_MANIFEST);
    const root = put({ manifests: [member] }, list, OCI_INDEX);
    const graph = await readGraph(there.registry, 'host.example/image', [root.digest], { referrers: false });
    expect(graph.manifests.map((one) => one.content)).toEqual([member, root]);
    expect(graph.blobs).toEqual([config, layer]);
  });
});
