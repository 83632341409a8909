// What lies to producers are told about: a small release, rehearsed up to its push, and registries that it goes to.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rehearse } from '../../src/cli/make/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { baseImage, type BaseImage } from '../support/base-image.ts';
import { type HttpRegistry, startHttpRegistry } from '../support/http-registry.ts';
import { createWidget } from '../support/widget.ts';
import { type Elsewhere, nothing, startElsewhere } from './elsewhere.ts';
import { invocation } from './judge.ts';

/** The honest release: what every honest end must come to. */
export interface Reference {
  readonly image: Digest;
  readonly digests: unknown;
}

export interface ProducerWorld {
  readonly scratch: string;
  readonly target: HttpRegistry;
  readonly source: HttpRegistry;
  readonly elsewhere: Elsewhere;
  readonly base: BaseImage;
  readonly reference: Reference;
  /** A directory of this name with the rehearsal up to its push, unless it is there. */
  readonly upToPush: (name: string) => string;
  /** A repository whose image is made so. */
  readonly widget: (image: string) => string;
  /** Nobody lies, and nothing is in the target but the base; unless what is there is of the same name. */
  readonly reset: (of?: string) => void;
  readonly remove: () => Promise<void>;
}

export const PRODUCED_TAG = 'v1.0.0';
export const WIDGET = 'ghcr.io/acme/widget';
export const MIRRORED = 'registry.example--5000/team/widget';

/** The world below `scratch`, which is there. */
export const createProducerWorld = async (scratch: string): Promise<ProducerWorld> => {
  const [target, source] = [
    await startHttpRegistry({ referrers: true, saysSubject: true }),
    await startHttpRegistry({ referrers: true, saysSubject: true }),
  ];
  const elsewhere = await startElsewhere();
  const base = baseImage([
    { platform: { os: 'linux', architecture: 'amd64' }, layers: [[{ path: 'etc/a', content: 'a' }]] },
    { platform: { os: 'linux', architecture: 'arm64' }, layers: [[{ path: 'etc/b', content: 'b' }]] },
  ]);
  const widgets = new Map<string, string>();
  const widget = (image: string): string => {
    const there = widgets.get(image);
    if (there !== undefined) return there;
    const name = `widget-${widgets.size}`;
    widgets.set(image, name);
    const dir = join(scratch, name);
    createWidget({
      dir,
      tag: PRODUCED_TAG,
      change: () => {
        writeFileSync(join(dir, 'colophon.yaml'), configuration(image));
        writeFileSync(join(dir, 'Dockerfile'), 'FROM scratch\nCOPY cli /\nRUN ["/cli", "--self-test"]\n');
      },
    });
    return name;
  };
  const run = async (out: string, registry: HttpRegistry): Promise<Answer> =>
    rehearse(widget(LAYERS), { out, registry: registry.host }, anonymous(scratch));
  // A registry that takes nothing stops a rehearsal where it would begin to push.
  const refused = await startHttpRegistry({
    lie: (_, response) => response.writeHead(403).end() !== undefined,
  });
  const stopped = await run('prepared', refused);
  await refused.close();
  if (stopped.exit !== 3) throw new Error(`not stopped at the push: ${JSON.stringify(stopped.document)}`);
  const upToPush = (name: string): string => {
    const dir = join(scratch, name);
    if (!existsSync(dir)) cpSync(join(scratch, 'prepared'), dir, { recursive: true });
    return name;
  };
  const whole = await run(upToPush('reference'), source);
  if (whole.exit !== 0) throw new Error(`the truth is refused: ${JSON.stringify(whole.document)}`);
  const image = source.repository(WIDGET).tags.get(PRODUCED_TAG) as Digest;
  const kind = { ...target.odd };
  let before: string | undefined;
  return {
    scratch,
    target,
    source,
    elsewhere,
    base,
    reference: { image, digests: digestsOf(whole) },
    upToPush,
    widget,
    reset: (of) => {
      const keep = of !== undefined && of === before;
      before = of;
      for (const registry of [target, source]) Object.assign(registry.odd, kind, { claims: new Set() });
      elsewhere.heard.length = 0;
      elsewhere.answer = nothing;
      target.asked.length = 0;
      if (!keep) target.empty();
      source.asked.length = 0;
      const { blobs, manifests } = target.repository(BASE);
      for (const [digest, bytes] of base.content) {
        const type = base.manifests.includes(digest) ? OCI_MANIFEST : OCI_INDEX;
        if (digest === base.index || base.manifests.includes(digest)) manifests.set(digest, { bytes, type });
        else blobs.set(digest, bytes);
      }
    },
    remove: async () => {
      elsewhere.stop();
      await Promise.all([target.close(), source.close()]);
    },
  };
};

/** The repository in the target that holds the base. */
export const BASE = 'base/static';

/** What two rehearsals of one commit must have in common. */
export const digestsOf = ({ document }: Answer): unknown => {
  const { images, mirrors } = document as { readonly images?: unknown; readonly mirrors?: unknown };
  return { images, mirrors };
};

/** A command that finds no credential. */
export const anonymous = (scratch: string): ReturnType<typeof invocation> => {
  mkdirSync(join(scratch, 'nobody'), { recursive: true });
  return { ...invocation(scratch), env: { ...process.env, DOCKER_CONFIG: join(scratch, 'nobody') } };
};

export const LAYERS = 'layers: { base: scratch, files: [{ from: cli, to: /widget }], entrypoint: [/widget] }';

const configuration = (image: string): string => `version: 1
project: widget
repository: acme/widget
build:
  files:
    cli:
      command: [{ run: [node, -p, '"{target}"'], stdout: cli }]
      outputs: [cli]
      platforms: [linux/amd64, linux/arm64]
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [${image.startsWith('dockerfile') ? 'linux/amd64' : 'linux/amd64, linux/arm64'}]
      ${image}
package:
  files: [{ from: cli, path: '*', asset: 'cli_{os}_{arch}' }]
mirror: [{ to: registry.example:5000/team }]
`;
