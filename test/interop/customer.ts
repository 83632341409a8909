// The first customer's command-line tool: its binaries must be the ones that its own process would have built.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { colophon, ROOT } from '../support/colophon.ts';
import { type CheckResult, expectEnd, run } from './kit.ts';

const TAG = 'v0.1.0-rc.7';
/** SHA-256 of `bgctl` at the tag: a clean clone, go1.26.5, stamped by git. */
const GOLDEN = {
  'bgctl_linux_amd64.tar.gz': {
    member: 'bgctl',
    sha256: 'a780cf69d968a4f605f03042cc2cd4884fe1fc6d87d7e719689c2771b3e966ca',
  },
  'bgctl_windows_amd64.zip': {
    member: 'bgctl.exe',
    sha256: 'b4711697905010d0842ecb685b61e2bffd05cd5d1b73ea09e633485213d0736c',
  },
} as const;

/** Rehearses the tag from the git bundle, proves it, and compares the binaries with the golden hashes. */
export const customerChecks = async (scratch: string, bundle: string): Promise<readonly CheckResult[]> => {
  const dir = join(scratch, 'rehearsal');
  const config = join(ROOT, 'examples/k8s-breakglass/colophon.yaml');
  const rehearsed = await colophon([
    'rehearse',
    bundle,
    '--tag',
    TAG,
    '--config',
    config,
    '--out',
    dir,
    '--json',
  ]);
  const results: CheckResult[] = [
    {
      name: `the rehearsal of ${TAG}`,
      passed: rehearsed.exit === 0,
      said: `${rehearsed.stdout}${rehearsed.stderr}`.slice(-2000),
    },
  ];
  if (rehearsed.exit !== 0) return results;
  const { assets } = JSON.parse(rehearsed.stdout) as { readonly assets: string };
  const verified = await colophon(['verify', dir, '--rehearsal']);
  results.push({ name: 'it verifies', passed: verified.exit === 0, said: verified.stdout });
  for (const [archive, { member, sha256 }] of Object.entries(GOLDEN)) {
    const found = await memberSha256(join(assets, archive), member);
    results.push({
      name: `${member} in ${archive} is the golden one`,
      passed: found === sha256,
      said: `${found} is not ${sha256}`,
    });
    const sum = await run('sha256sum', ['-c', '--strict', `${archive}.sha256`], { cwd: assets });
    results.push(expectEnd(`${archive}.sha256 is what the self-updater expects`, sum, { ok: true }));
  }
  const zip = await run('unzip', ['-Z1', join(assets, 'bgctl_windows_amd64.zip')]);
  results.push({
    name: 'bgctl.exe lies at the root of the zip',
    passed: zip.said === 'bgctl.exe',
    said: zip.said,
  });
  const notes = await readFile(join(assets, `k8s-breakglass_${TAG}_notes.md`), 'utf8');
  const none = ['No security notes', 'No upgrade notes'].every((words) => notes.includes(words));
  results.push({
    name: 'the notes say that there are no security and upgrade notes',
    passed: none,
    said: notes.slice(0, 800),
  });
  return results;
};

const memberSha256 = async (archive: string, member: string): Promise<string> => {
  const hash = createHash('sha256');
  if (archive.endsWith('.zip')) {
    const { status, out } = await unzipped(archive, member);
    return status === 0 ? hash.update(out).digest('hex') : 'nothing';
  }
  return hash.update(firstMember(gunzipSync(await readFile(archive)), member)).digest('hex');
};

const unzipped = async (archive: string, member: string): Promise<{ status: number; out: Buffer }> => {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile('unzip', ['-p', archive, member], { encoding: 'buffer', maxBuffer: 1 << 27 }, (error, out) =>
      resolve({ status: error === null ? 0 : 1, out }),
    );
  });
};

/** A test reads the tar by its plain header: name at 0, size in octal at 124, data from 512. */
const firstMember = (tar: Buffer, member: string): Buffer => {
  const name = tar.subarray(0, 100).toString('utf8').replace(/\0.*$/s, '');
  if (name !== member) return Buffer.from(`the first member is ${name}`);
  return tar.subarray(512, 512 + Number.parseInt(tar.subarray(124, 135).toString('ascii'), 8));
};
