// The customer's unmodified Dockerfile: what its example says, built here upon what stands in for its bases.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import type { CheckResult } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { colophon, ROOT } from '../support/colophon.ts';
import { AUTHORITIES, type Base, type Bases } from './bases.ts';
import { COMMIT, TAG } from './golden.ts';
import { rootOf } from './image.ts';
import type { CustomerRelease, RehearsedHow } from './rehearsed.ts';

export const DOCKERFILE_EXAMPLE = join(ROOT, 'examples/k8s-breakglass/dockerfile.colophon.yaml');

/** Builds run for this platform alone: on another one they would be emulated. */
export const PLATFORM = 'linux/amd64';

interface Configured {
  readonly build: {
    readonly files: Record<string, { platforms: readonly string[] }>;
    readonly images: Record<
      string,
      { platforms: readonly string[]; readonly dockerfile: { substitutes?: object; timeout?: string } }
    >;
    builders?: object;
  };
}

/** The example for this machine: its platform, its builder, and what it has in the place of the bases. */
export const substituted = async (file: string, { list }: Bases): Promise<string> => {
  const document = parse(await readFile(DOCKERFILE_EXAMPLE, 'utf8')) as Configured;
  const { build } = document;
  for (const one of Object.values(build.files)) one.platforms = [PLATFORM, 'windows/amd64'];
  for (const image of Object.values(build.images)) {
    image.platforms = [PLATFORM];
    image.dockerfile.substitutes = Object.fromEntries(list.map((base) => [base.from, named(base)]));
    image.dockerfile.timeout = '3h';
  }
  build.builders = { '*': 'buildah' };
  await writeFile(file, stringify(document));
  return file;
};

const named = ({ repository, digest }: Base): string => `${repository}@${digest}`;

/**
 * How it is rehearsed: with the layouts of the bases, and buildah as this machine has it, which shows `RUN` the machine's
 * certificate authorities. The Dockerfile copies `/etc/ssl/certs` out of a builder, so they may lie in no base.
 */
export const upon = async (scratch: string, { list }: Bases): Promise<RehearsedHow> => {
  const file = join(scratch, 'containers.conf');
  const own = process.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt';
  await writeFile(file, `[containers]\nvolumes = ["${own}:${AUTHORITIES}:ro"]\n`);
  return {
    options: list.flatMap(({ repository, layout }) => ['--base', `${repository}=${layout}`]),
    env: { CONTAINERS_CONF: file },
  };
};

/** Behaviours 24 and 25, and what the release says of its bases. */
export const dockerfileChecks = async (
  release: CustomerRelease,
  { list, authorities }: Bases,
): Promise<readonly CheckResult[]> => {
  const verified = await colophon(['verify', release.dir, '--rehearsal']);
  const { dockerfile, dependencies, layerCache } = await provenanceOf(release);
  const root = rootOf(release, PLATFORM);
  const inside = await readFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), 'utf8');
  return [
    { name: 'a verification from outside says yes', passed: verified.exit === 0, said: verified.stdout },
    equal('its provenance names the Dockerfile', dockerfile.file, 'Dockerfile'),
    equal('behaviour 24: no layer was taken from an earlier build', layerCache, 'none'),
    equal(
      'behaviour 25: its arguments are tag, commit and the commit’s time',
      JSON.stringify(dockerfile.args),
      JSON.stringify({ BUILD_DATE: '2026-08-12T01:39:36+02:00', GIT_COMMIT: COMMIT, VERSION: TAG }),
    ),
    ...list.map((base) => ({
      name: `the output says what stood in for ${base.from}`,
      passed: release.said.includes(`FROM ${base.from} in Dockerfile ${named(base)} was taken`),
      said: release.said,
    })),
    equal(
      'its provenance says it of all of them',
      pairs(Object.entries(dockerfile.substitutes)),
      pairs(list.map((base) => [base.from, named(base)])),
    ),
    equal(
      'each is among what was resolved, by digest',
      list.filter(({ from, digest }) => dependencies.get(from) === digest).length.toString(),
      list.length.toString(),
    ),
    equal(
      'the certificate authorities are those of Debian in the builder, and none of this machine',
      inside,
      authorities,
    ),
    {
      name: 'and of those nothing is left where they were mounted',
      passed: !existsSync(join(root, AUTHORITIES)),
    },
    {
      name: 'the context had no .git',
      passed: !(await readdir(root, { recursive: true })).some((path) => /(^|\/)\.git(\/|$)/.test(path)),
    },
  ];
};

const pairs = (entries: readonly (readonly [string, string])[]): string =>
  entries
    .map((pair) => pair.join(' '))
    .toSorted()
    .join('\n');

interface Said {
  readonly dockerfile: {
    readonly file: string;
    readonly args: Readonly<Record<string, string>>;
    readonly substitutes: Readonly<Record<string, string>>;
  };
  readonly layerCache: string;
  /** Digests, by what they stood in for. */
  readonly dependencies: ReadonlyMap<string, string>;
}

const provenanceOf = async ({ assets }: CustomerRelease): Promise<Said> => {
  const text = await readFile(join(assets, 'k8s-breakglass.intoto.jsonl'), 'utf8');
  const { dsseEnvelope } = JSON.parse(text.split('\n')[0] ?? '') as {
    readonly dsseEnvelope: { readonly payload: string };
  };
  const { predicate } = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')) as {
    readonly predicate: {
      readonly buildDefinition: {
        readonly internalParameters: {
          readonly colophon: {
            readonly layerCache: string;
            readonly dockerfiles?: readonly Said['dockerfile'][];
          };
        };
        readonly resolvedDependencies: readonly {
          readonly digest?: { readonly sha256?: string };
          readonly annotations?: Readonly<Record<string, string>>;
        }[];
      };
    };
  };
  const { internalParameters, resolvedDependencies } = predicate.buildDefinition;
  const { layerCache, dockerfiles = [] } = internalParameters.colophon;
  return {
    layerCache,
    dockerfile: dockerfiles[0] ?? { file: '', args: {}, substitutes: {} },
    dependencies: new Map(
      resolvedDependencies.map(({ digest, annotations }) => [
        annotations?.['substituteFor'] ?? '',
        `sha256:${digest?.sha256}`,
      ]),
    ),
  };
};
