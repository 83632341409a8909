// Checks by packages of Python, each in the version that was tried: installed once, beside the other peers.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';

const SPDX_TOOLS = 'spdx-tools==0.8.5';
const KUBERNETES_VALIDATE = 'kubernetes-validate==1.37.0';

/** The directory of their programs below `peers`; `undefined` where Python or the packages cannot be had. */
export const installPythonPeers = async (peers: string): Promise<string | undefined> => {
  const place = join(peers, [SPDX_TOOLS, KUBERNETES_VALIDATE].join('-').replaceAll('==', '-'));
  const bin = join(place, 'bin');
  const answers = async (): Promise<boolean> =>
    (await run(join(bin, 'pyspdxtools'), ['--help'])).status === 0 &&
    (await run(join(bin, 'kubernetes-validate'), ['--version'])).status === 0;
  if (await answers()) return bin;
  await mkdir(peers, { recursive: true });
  const made = await run('python3', ['-m', 'venv', '--clear', place]);
  if (made.status !== 0) return undefined;
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await run(join(bin, 'pip'), ['install', ...quiet, SPDX_TOOLS, KUBERNETES_VALIDATE], { timeout: 600_000 });
  return (await answers()) ? bin : undefined;
};

/** spdx-tools reads each SBOM and finds it valid: identifiers, relationships, licence expressions and all. */
export const spdxToolsChecks = async (
  bin: string,
  files: readonly string[],
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const file of files) {
    const ended = await run(join(bin, 'pyspdxtools'), ['--infile', file]);
    results.push(expectEnd(`spdx-tools finds ${nameOf(file)} valid`, ended, { ok: true }));
  }
  return results;
};

/**
 * Manifests against the published schemas of Kubernetes, where a field that no kind has is refused. Kinds that it does
 * not know (custom resources) are told and not judged; a file of nothing but these does not pass.
 */
export const kubernetesChecks = async (
  bin: string,
  files: readonly string[],
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const file of files) {
    const ended = await run(join(bin, 'kubernetes-validate'), ['--strict', file]);
    const count = (word: RegExp): number => ended.said.split('\n').filter((line) => word.test(line)).length;
    const judged = count(/^INFO .* passed for resource /);
    const unknown = count(/^WARN .*Couldn't find schema/);
    const others = unknown === 0 ? '' : `, ${unknown} of kinds that they do not know`;
    results.push(
      expectEnd(`${nameOf(file)}: ${judged} resources by the schemas of Kubernetes${others}`, ended, {
        ok: true,
        saying: /^INFO .* passed for resource /m,
      }),
    );
  }
  return results;
};

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
