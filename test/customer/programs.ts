// The customer's programs: bit for bit those of its own process, in the archives that its self-updater expects.
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { BGCTL, COMMIT, TAG } from './golden.ts';
import { archiveOf, type CustomerRelease } from './rehearsed.ts';

/** What the self-updater takes at most, in bytes. */
const MOST = { archive: 600 * 2 ** 20, program: 500 * 2 ** 20 };

/** Behaviours 15 to 20, W24 and W28: names, places, checksums, sizes, bytes and stamps. */
export const programChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const platform of release.programs) results.push(...(await onPlatform(release, platform)));
  const { assets } = release;
  const list = `bgctl_${TAG}_checksums.txt`;
  const listed = (await readFile(join(assets, list), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  const wanted = release.programs.map((one) => archiveOf(one).archive).toSorted();
  return [
    ...results,
    equal(`${list} is about every archive of bgctl`, listed.toSorted().join(), wanted.join()),
    expectEnd(`sha256sum takes ${list}`, await run('sha256sum', ['-c', '--strict', list], { cwd: assets }), {
      ok: true,
    }),
  ];
};

const onPlatform = async (
  { assets, scratch, tools }: CustomerRelease,
  platform: string,
): Promise<readonly CheckResult[]> => {
  const { archive, member } = archiveOf(platform);
  const file = join(assets, archive);
  const dir = join(scratch, 'unpacked', archive);
  await mkdir(dir, { recursive: true });
  const zip = archive.endsWith('.zip');
  const unpacked = await (zip
    ? run('unzip', ['-qo', file, '-d', dir])
    : run('tar', ['-xzf', file, '-C', dir]));
  const program = join(dir, member);
  const results = [
    expectEnd(`${archive} holds ${member} at its root`, unpacked, { ok: true }),
    equal(
      `${member} for ${platform} is the golden one`,
      await sha256Of(program),
      BGCTL[platform]?.sha256 ?? '',
    ),
    ...(await besideIt(assets, archive)),
    ...(await withinLimits(file, program)),
  ];
  if (zip) {
    const names = await run('unzip', ['-Z1', file]);
    const apart = names.said.split('\n').filter((name) => name.includes('/'));
    results.push(equal(`W24: no entry of ${archive} has a directory in its name`, apart.join(), ''));
  }
  const seen = await run('go', ['version', '-m', program], { env: { ...process.env, PATH: tools.path } });
  const stamp = new RegExp(`mod\\t\\S+\\t${TAG.replaceAll('.', '\\.')}\\t[^]*vcs\\.revision=${COMMIT}`);
  const clean = /vcs\.modified=false/.test(seen.said) && !seen.said.includes('+dirty');
  return [
    ...results,
    expectEnd(`${member} for ${platform} is stamped with tag and commit`, seen, { ok: true, saying: stamp }),
    { name: `W28: ${member} for ${platform} was built in a clean tree`, passed: clean, said: seen.said },
  ];
};

/** The updater reads the first field of `<archive>.sha256`, in lower case, and refuses without it. */
const besideIt = async (assets: string, archive: string): Promise<readonly CheckResult[]> => {
  const sum = await run('sha256sum', ['-c', '--strict', `${archive}.sha256`], { cwd: assets });
  const [field = ''] = (await readFile(join(assets, `${archive}.sha256`), 'utf8')).split(/\s/);
  return [
    expectEnd(`sha256sum takes ${archive}.sha256`, sum, { ok: true }),
    equal(`its first field is the digest of ${archive}`, field, await sha256Of(join(assets, archive))),
  ];
};

const withinLimits = async (archive: string, program: string): Promise<readonly CheckResult[]> => {
  const sizes = { archive: (await stat(archive)).size, program: (await stat(program)).size };
  const passed = sizes.archive <= MOST.archive && sizes.program <= MOST.program;
  return [{ name: 'both are within the limits of the self-updater', passed, said: JSON.stringify(sizes) }];
};

export const sha256Of = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file).catch(() => 'nothing'))
    .digest('hex');
