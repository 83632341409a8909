// The first customer's release as it was rehearsed, and its sources beside it, for all that looks at them.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import type { Colophon } from '../../src/domain/colophon.ts';
import { parseColophon } from '../../src/formats/colophon.ts';
import { colophon, ROOT } from '../support/colophon.ts';
import { TAG } from './golden.ts';
import type { CustomerTools } from './tools.ts';

export interface CustomerRelease {
  readonly tools: CustomerTools;
  readonly scratch: string;
  readonly dir: string;
  readonly assets: string;
  readonly colophon: Colophon;
  /** A clone of the customer's repository at the tag. */
  readonly source: string;
  /** Of the command-line tool, `os/architecture`. */
  readonly programs: readonly string[];
  /** Of the image. */
  readonly images: readonly string[];
  readonly stages: readonly { readonly name: string; readonly ms: number }[];
  readonly seconds: number;
  /** What was told on the way. */
  readonly said: string;
  /** The layout that plays a repository. */
  readonly layout: (repository: string) => string;
}

export const EXAMPLE = join(ROOT, 'examples/k8s-breakglass/colophon.yaml');

interface Configured {
  readonly build: {
    readonly files: Record<string, { platforms?: readonly string[] }>;
    readonly images: Record<string, { platforms: readonly string[] }>;
  };
}

/** The example for fewer platforms: a whole release, with less to compile. */
export const fewerPlatforms = async (
  file: string,
  { programs, images }: Pick<CustomerRelease, 'programs' | 'images'>,
): Promise<string> => {
  const document = parse(await readFile(EXAMPLE, 'utf8')) as Configured;
  const { files, images: configured } = document.build;
  for (const [id, platforms] of [
    ['bgctl', programs],
    ['controller', images],
  ] as const)
    files[id] = { ...files[id], platforms };
  for (const image of Object.values(configured)) image.platforms = images;
  await writeFile(file, stringify(document));
  return file;
};

export interface RehearsedHow {
  /** Beside what every rehearsal is told. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Rehearses the tag from the bundle into `scratch`; throws with what was said when that fails. */
export const rehearseCustomer = async (
  scratch: string,
  tools: CustomerTools,
  configuration: string,
  { options = [], env = {} }: RehearsedHow = {},
): Promise<CustomerRelease> => {
  const dir = join(scratch, 'rehearsal');
  const began = performance.now();
  const argv = ['rehearse', tools.bundle, '--tag', TAG, '--config', configuration, '--out', dir, '--json'];
  const ran = await colophon([...argv, ...options], { env: { PATH: tools.path, ...env } });
  const seconds = (performance.now() - began) / 1000;
  if (ran.exit !== 0) throw new Error(`the rehearsal failed: ${ran.stdout}${ran.stderr}`.slice(-4000));
  const made = JSON.parse(ran.stdout) as Pick<CustomerRelease, 'assets' | 'stages'>;
  const { build } = parse(await readFile(configuration, 'utf8')) as Configured;
  return {
    tools,
    scratch,
    dir,
    seconds,
    said: ran.stderr,
    assets: made.assets,
    stages: made.stages,
    colophon: parseColophon(await readFile(join(made.assets, `k8s-breakglass_${TAG}.colophon.json`))),
    source: cloneCustomer(join(scratch, 'sources'), tools),
    programs: build.files['bgctl']?.platforms ?? [],
    images: build.images['breakglass']?.platforms ?? [],
    layout: (repository) => join(dir, 'registries', repository.replaceAll('/', '+').replaceAll(':', '_')),
  };
};

/** A clone of its repository at the tag. */
export const cloneCustomer = (dir: string, { bundle }: CustomerTools): string => {
  rmSync(dir, { recursive: true, force: true });
  execFileSync('git', ['clone', '--quiet', '--branch', 'main', bundle, dir]);
  execFileSync('git', ['-c', 'advice.detachedHead=false', 'checkout', '--quiet', TAG], { cwd: dir });
  return dir;
};

/** The archive of the command-line tool for a platform, whose name its self-updater expects, and the program in it. */
export const archiveOf = (platform: string): { readonly archive: string; readonly member: string } => {
  const [os = '', arch = ''] = platform.split('/');
  return os === 'windows'
    ? { archive: `bgctl_${os}_${arch}.zip`, member: 'bgctl.exe' }
    : { archive: `bgctl_${os}_${arch}.tar.gz`, member: 'bgctl' };
};
