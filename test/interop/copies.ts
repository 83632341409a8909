// What other tools made of a layout, judged by the command line as a consumer would: whole copies prove, and a copy
// that left out what is signed about the image is refused for that.
import { join } from 'node:path';

import { colophon } from '../support/colophon.ts';
import { type CheckResult, expectEnd, run } from './kit.ts';
import { nameOf } from './layouts.ts';
import { type RehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';

export interface CopyTrust {
  readonly trustedRoot: string;
  /** `owner/name` */
  readonly repository: string;
  /** Another one, for which it must be refused. */
  readonly other: string;
  readonly rehearsal?: true;
}

/** A copy with everything, at `layout`: the root and each platform prove, and only for their own repository. */
export const judgedCopies = async (
  what: string,
  layout: string,
  root: Root,
  trust: CopyTrust,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const digests = [root.digest, ...root.platforms.map(({ digest }) => digest)];
  for (const [at, digest] of digests.entries()) {
    const name = at === 0 ? what : `${what} for ${root.platforms[at - 1]?.platform ?? ''}`;
    results.push(accepted(`${name} proves`, await judge(`oci-layout:${layout}@${digest}`, trust)));
  }
  const other = await judge(`oci-layout:${layout}@${root.digest}`, { ...trust, repository: trust.other });
  results.push(refused(`${what} is refused for another repository`, other, /./));
  return results;
};

/** oras copies all, skopeo leaves out what is signed: each copy of image and chart, origin and mirror, is judged. */
export const copyChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const trust: CopyTrust = {
    trustedRoot: content.trustedRoot,
    repository: content.colophon.repository.name,
    other: 'acme/other',
    rehearsal: true,
  };
  const results: CheckResult[] = [];
  for (const root of rootsOf(content)) {
    const name = nameOf(root);
    const place = (tool: string): string => join(content.scratch, 'copies', tool, encodeURIComponent(name));
    const from = ['--from-oci-layout', `${root.layout}:${root.tag}`];
    const to = ['--to-oci-layout', `${place('oras')}:${root.tag}`];
    const whole = await run(join(content.bin, 'oras'), ['cp', '-r', '--no-tty', ...from, ...to]);
    results.push(
      expectEnd(`oras copies ${name}`, whole, { ok: true }),
      ...(await judgedCopies(`oras’s copy of ${name}`, place('oras'), root, trust)),
    );
    await run('mkdir', ['-p', place('skopeo')]);
    const bare = await run('skopeo', [
      'copy',
      '--all',
      '--preserve-digests',
      `oci:${root.layout}:${root.tag}`,
      `oci:${place('skopeo')}:${root.tag}`,
    ]);
    const judged = await judge(`oci-layout:${place('skopeo')}@${root.digest}`, trust);
    results.push(
      expectEnd(`skopeo copies ${name}`, bare, { ok: true }),
      refused(`skopeo’s copy of ${name} is refused: nothing is attached`, judged, STRIPPED),
    );
  }
  return results;
};

const STRIPPED = /IMAGE_NOT_SIGNED/;

interface Judged {
  readonly exit: number;
  readonly said: string;
}

const judge = async (target: string, trust: CopyTrust): Promise<Judged> => {
  const argv = ['verify', target, '--repo', trust.repository, '--trusted-root', trust.trustedRoot];
  const rehearsal = trust.rehearsal === true ? ['--rehearsal'] : [];
  const { exit, stdout, stderr } = await colophon([...argv, '--complete', ...rehearsal, '--json']);
  return { exit, said: `${stdout}${stderr}` };
};

const accepted = (name: string, { exit, said }: Judged): CheckResult =>
  exit === 0 ? { name, passed: true } : { name, passed: false, said: said.slice(0, 800) };

const refused = (name: string, { exit, said }: Judged, saying: RegExp): CheckResult =>
  exit === 1 && saying.test(said)
    ? { name, passed: true }
    : { name, passed: false, said: said.slice(0, 800) };
