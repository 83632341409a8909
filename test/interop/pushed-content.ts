// The graph of a rehearsal in a registry on loopback, brought there by oras: what crane, cosign and helm say of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { equal, nameOf } from './layouts.ts';
import { type RehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';

/** Where a root was pushed: `127.0.0.1:PORT/…`, without a tag. */
export type PlaceOf = (root: Root) => string;

/** Pushes everything into crane's registry, hands it to `use`, and ends it. */
export const withRegistry = async (
  content: RehearsedContent,
  use: (place: PlaceOf) => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> => {
  const host = `127.0.0.1:${await freePort()}`;
  const server = spawn(join(content.bin, 'crane'), ['registry', 'serve', '--address', host], {
    stdio: 'ignore',
  });
  try {
    await answering(host, server);
    const place: PlaceOf = ({ repository }) => `${host}/${repository.replaceAll(':', '-')}`;
    const results: CheckResult[] = [];
    for (const root of rootsOf(content)) {
      const to = `${place(root)}:${root.tag}`;
      const cp = [
        'cp',
        '-r',
        '--no-tty',
        '--from-oci-layout',
        `${root.layout}:${root.tag}`,
        '--to-plain-http',
        to,
      ];
      const pushed = await run(join(content.bin, 'oras'), cp);
      results.push(expectEnd(`oras pushes ${nameOf(root)} with its referrers`, pushed, { ok: true }));
    }
    return [...results, ...(await use(place))];
  } finally {
    server.kill();
  }
};

/** crane reads every image whole, and pushes a layout as it stands. */
export const craneChecks = async (
  content: RehearsedContent,
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const crane = join(content.bin, 'crane');
  const results: CheckResult[] = [];
  for (const root of rootsOf(content)) {
    const remote = `${place(root)}:${root.tag}`;
    const { said } = await run(crane, ['digest', remote]);
    results.push(equal(`crane sees the digest of ${nameOf(root)}`, said, root.digest));
    if (root.kind === 'chart') continue;
    const valid = await run(crane, ['validate', '--remote', remote]);
    results.push(expectEnd(`crane finds ${nameOf(root)} well-formed`, valid, { ok: true, saying: /PASS/ }));
    const pushed = await run(crane, ['push', '--index', root.layout, `${place(root)}-layout:${root.tag}`]);
    results.push(expectEnd(`crane pushes the layout of ${nameOf(root)}`, pushed, { ok: true }));
  }
  return results;
};

// What people type; each stands for a predicate type in full.
const PROVENANCE = 'slsaprovenance1';
const SPDX = 'spdxjson';

/** cosign proves index and platforms by role, provenance and SBOMs by type, and refuses what it should. */
export const cosignImageChecks = async (
  { bin, trustedRoot, identity, colophon }: RehearsedContent,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const ask = (command: readonly string[], reference: string, who = identity) =>
    run(join(bin, 'cosign'), [
      ...command,
      `--trusted-root=${trustedRoot}`,
      `--certificate-identity=${who.san}`,
      `--certificate-oidc-issuer=${who.issuer}`,
      reference,
    ]);
  const results: CheckResult[] = [];
  const expect = async (name: string, ended: ReturnType<typeof ask>, ok: boolean): Promise<void> => {
    results.push(expectEnd(name, await ended, { ok }));
  };
  for (const root of roots) {
    const listed = (root.kind === 'image' ? colophon.images : colophon.charts).find(
      ({ name }) => name === root.name,
    );
    const role = ['-a', `image=${listed?.repository ?? ''}`, '-a', `tag=${root.tag}`];
    const whole = `${place(root)}@${root.digest}`;
    const name = nameOf(root);
    await expect(`cosign proves ${name}`, ask(['verify', ...role], whole), true);
    await expect(
      `cosign proves the provenance of ${name}`,
      ask(['verify-attestation', '--type', PROVENANCE], whole),
      true,
    );
    await expect(
      `cosign refuses another role of ${name}`,
      ask(['verify', '-a', 'image=x.y/z'], whole),
      false,
    );
    const other = { ...identity, san: `${identity.san}x` };
    await expect(`cosign refuses another signer of ${name}`, ask(['verify'], whole, other), false);
    if (root.kind === 'image')
      await expect(
        `cosign proves the SBOM of ${name}`,
        ask(['verify-attestation', '--type', SPDX], whole),
        true,
      );
    for (const { platform, digest } of root.platforms) {
      const one = `${place(root)}@${digest}`;
      const where = [...role, '-a', `platform=${platform}`];
      await expect(`cosign proves ${name} for ${platform}`, ask(['verify', ...where], one), true);
      for (const type of [PROVENANCE, SPDX])
        await expect(`cosign proves ${type} of it`, ask(['verify-attestation', '--type', type], one), true);
    }
  }
  return results;
};

/** helm pulls each chart from the registry, and gets the bytes of the asset. */
export const helmPullChecks = async (
  { bin, scratch, assets, colophon }: RehearsedContent,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const root of roots.filter(({ kind }) => kind === 'chart')) {
    const chart = colophon.charts.find(({ name }) => name === root.name);
    if (chart === undefined) continue;
    const argv = ['pull', `oci://${place(root)}`, '--version', chart.version, '--plain-http', '-d', scratch];
    results.push(expectEnd(`helm pulls ${nameOf(root)}`, await run(join(bin, 'helm'), argv), { ok: true }));
    const pulled = await readFile(join(scratch, `${chart.name}-${chart.version}.tgz`)).catch(() => undefined);
    const same = pulled?.equals(await readFile(join(assets, chart.asset))) === true;
    results.push({ name: `what helm pulled of ${nameOf(root)} is the asset`, passed: same });
  }
  return results;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const answering = async (host: string, server: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 100 && server.exitCode === null; attempt += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  throw new Error(`crane’s registry does not answer at ${host}`);
};
