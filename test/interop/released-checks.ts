// A whole release signed by a real Sigstore, with images, a chart and mirrors: what cosign, gh and Colophon say of it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { refuses } from '../../src/domain/finding.ts';
import { type Policy, verifyRelease } from '../../src/verify/index.ts';
import { WORKFLOW } from './github-run.ts';
import { ghImageChecks } from './gh-images.ts';
import { type CheckResult, expectEnd, run, startSigstore } from './kit.ts';
import { judgedCopies } from './copies.ts';
import { nameOf } from './layouts.ts';
import { cosignImageChecks, type PlaceOf, withRegistry } from './pushed-content.ts';
import { runBlocks, shellBlocks } from './printed-commands.ts';
import { rootsOf } from './rehearsed-content.ts';
import { type ReleasedWidget, releaseWidget } from './released-widget.ts';
import type { InteropPlaces } from './sigstore.ts';
import { cosignVerifyBlob, ghVerify } from './stock.ts';

/** Releases the example against the kit's Sigstore; `kit` is its directory. */
export const releasedChecks = async ({
  peers,
  scratch,
  kit,
}: InteropPlaces & { readonly kit: string }): Promise<readonly CheckResult[]> => {
  const state = join(scratch, 'real-sigstore');
  await mkdir(state, { recursive: true });
  const sigstore = await startSigstore(kit, state);
  try {
    const released = await releaseWidget(sigstore, { bin: peers, scratch });
    const { content, push } = released;
    const trustedRoot = sigstore.trustedRootLines;
    const flags = [
      '--signer-workflow',
      `${push.repository}/${WORKFLOW}`,
      '--source-ref',
      `refs/tags/${push.tag}`,
      '--deny-self-hosted-runners',
    ];
    const gh = { trustedRoot, repository: push.repository, flags };
    const roots = rootsOf(content);
    return [
      ...(await ownChecks(released)),
      ...(await fileChecks(released, gh)),
      ...(await withRegistry(content, async (place) => [
        ...(await cosignImageChecks(content, roots, place)),
        ...(await ghImageChecks(content, roots, place, gh)),
        ...(await printedChecks(released, place)),
        ...(await pulledChecks(released, place)),
      ])),
    ];
  } finally {
    await sigstore.stop();
  }
};

/** All of it proves as a release, whole, and as nobody else's. */
const ownChecks = async ({ assets, registry, policy }: ReleasedWidget): Promise<readonly CheckResult[]> => {
  const judge = (demanded: Policy) =>
    verifyRelease({ assets, registry, local: true, policy: demanded, complete: true, ignore: [] });
  const whole = await judge(policy);
  const results: CheckResult[] = [
    {
      name: `Colophon accepts the release whole: ${whole.summary.proved} findings prove it`,
      passed: whole.verified,
      said: whole.findings
        .filter(refuses)
        .map(({ code, message }) => `${code}: ${message}`)
        .join('; '),
    },
  ];
  const san = policy.identity?.san ?? '';
  const others: readonly (readonly [string, Policy])[] = [
    ['another identity', { ...policy, identity: { san: `${san}0`, issuer: policy.issuer } }],
    ['another repository', { ...policy, repository: 'acme/other' }],
    ['another tag', { ...policy, tag: 'v1.2.1' }],
    ['another commit', { ...policy, commit: '0'.repeat(40) }],
    ['a rehearsal', { ...policy, mode: 'rehearsal' }],
  ];
  for (const [what, other] of others) {
    const { verified, findings } = await judge(other);
    const passed = !verified && findings.some(refuses);
    results.push({ name: `Colophon refuses it as of ${what}`, passed, said: 'it was accepted' });
  }
  return results;
};

/** cosign and gh accept the files with the one bundle that covers them. */
const fileChecks = async (
  { content, push }: ReleasedWidget,
  gh: { readonly trustedRoot: string; readonly repository: string; readonly flags: readonly string[] },
): Promise<readonly CheckResult[]> => {
  const { bin: peers, assets, trustedRoot, identity, colophon } = content;
  const bundle = join(assets, `widget_${push.tag}.intoto.jsonl`);
  const results: CheckResult[] = [];
  for (const { name, role } of colophon.assets) {
    if (role === 'provenance' || role === 'bundle') continue;
    const one = { peers, trustedRoot, bundle, identity, file: join(assets, name) };
    results.push(
      expectEnd(`cosign accepts ${name}`, await cosignVerifyBlob(one), { ok: true }),
      expectEnd(
        `gh accepts ${name}`,
        await ghVerify({ ...one, trustedRoot: gh.trustedRoot }, gh.repository, gh.flags),
        { ok: true },
      ),
    );
  }
  return results;
};

/**
 * The cosign commands that the notes print, letter by letter. The cosign on PATH knows what a consumer's knows from the
 * public good instance (the root), and finds the registries on loopback.
 */
const printedChecks = async (
  { content, push }: ReleasedWidget,
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const [root] = rootsOf(content);
  if (root === undefined) return [];
  const programs = join(content.scratch, 'programs');
  await mkdir(programs);
  const host = place(root).slice(0, -root.repository.length);
  await writeFile(
    join(programs, 'cosign'),
    `#!/bin/sh
command=$1
shift
for argument; do
  shift
  case $argument in ghcr.io/*@*) argument=${host}$argument ;; esac
  set -- "$@" "$argument"
done
exec '${join(content.bin, 'cosign')}' "$command" '--trusted-root=${content.trustedRoot}' "$@"
`,
    { mode: 0o755 },
  );
  const notes = await readFile(join(content.assets, `widget_${push.tag}_notes.md`), 'utf8');
  // The first block asks a forge, which nothing plays here.
  const blocks = shellBlocks(notes).filter((block) => block.startsWith('cosign '));
  const lines = blocks.flatMap((block) => block.trimEnd().split('\n'));
  return [
    { name: `the notes print ${lines.length} commands for cosign and coreutils`, passed: lines.length >= 7 },
    ...(await runBlocks(blocks, content.assets, programs)),
  ];
};

/** What oras brings back from the registry proves from the command line. */
const pulledChecks = async (
  { content, push }: ReleasedWidget,
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const root of rootsOf(content)) {
    const to = join(content.scratch, 'pulled', encodeURIComponent(nameOf(root)));
    const cp = ['cp', '-r', '--no-tty', '--from-plain-http', `${place(root)}:${root.tag}`];
    const pulled = await run(join(content.bin, 'oras'), [...cp, '--to-oci-layout', `${to}:${root.tag}`]);
    results.push(
      expectEnd(`oras brings ${nameOf(root)} back with its referrers`, pulled, { ok: true }),
      ...(await judgedCopies(`what oras brought back of ${nameOf(root)}`, to, root, {
        trustedRoot: content.trustedRoot,
        repository: push.repository,
        other: 'acme/other',
      })),
    );
  }
  return results;
};
