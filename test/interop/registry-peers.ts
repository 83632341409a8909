// What tools that consumers have say of images and charts in a registry.
import { join } from 'node:path';

import type { GhTrust } from './gh-images.ts';
import { type CheckResult, expectEnd, run } from './kit.ts';
import { counted, equal, nameOf } from './layouts.ts';
import type { PlaceOf } from './pushed-content.ts';
import type { RegistryKind } from './registries.ts';
import type { RehearsedContent, Root } from './rehearsed-content.ts';

type Peers = Pick<RehearsedContent, 'bin' | 'trustedRoot' | 'identity' | 'colophon' | 'scratch'>;

/** Signature and provenance of each root, and the tree of what is attached to it. */
export const cosignCells = async (
  { bin, trustedRoot, identity }: Peers,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const cosign = join(bin, 'cosign');
  const who = [
    `--trusted-root=${trustedRoot}`,
    `--certificate-identity=${identity.san}`,
    `--certificate-oidc-issuer=${identity.issuer}`,
  ];
  const results: CheckResult[] = [];
  for (const root of roots) {
    const reference = `${place(root)}@${root.digest}`;
    const provenance = ['verify-attestation', '--type', 'slsaprovenance1'];
    const tree = await run(cosign, ['tree', reference]);
    results.push(
      expectEnd(`verify ${nameOf(root)}`, await run(cosign, ['verify', ...who, reference]), { ok: true }),
      expectEnd(`verify-attestation ${nameOf(root)}`, await run(cosign, [...provenance, ...who, reference]), {
        ok: true,
      }),
      expectEnd(`tree ${nameOf(root)}`, tree, { ok: true, saying: /via OCI referrer/ }),
    );
  }
  return results;
};

/** gh with bundles that it finds itself. Where a registry says other types than it was given it finds none. */
export const ghFromRegistry = async (
  { bin, identity }: Peers,
  roots: readonly Root[],
  place: PlaceOf,
  { trustedRoot, repository, flags }: GhTrust,
  kind?: RegistryKind,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const blind = kind === 'ociregistry -quirks';
  for (const root of roots) {
    for (const digest of [root.digest, ...root.platforms.map((one) => one.digest)]) {
      const ended = await run(
        join(bin, 'gh'),
        [
          'attestation',
          'verify',
          `oci://${place(root)}@${digest}`,
          '--bundle-from-oci',
          `--custom-trusted-root=${trustedRoot}`,
          `--repo=${repository}`,
          `--cert-oidc-issuer=${identity.issuer}`,
          ...flags,
        ],
        { env: { ...process.env, GH_TOKEN: 'none' } },
      );
      const name = `--bundle-from-oci ${nameOf(root)} ${digest.slice(7, 15)}`;
      results.push(
        blind
          ? expectEnd(`${name}: finds none`, ended, { ok: false, saying: /no attestations found/ })
          : expectEnd(name, ended, { ok: true }),
      );
      if (blind) return results;
    }
  }
  return results;
};

export const orasChecks = async (
  { bin }: Peers,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const root of roots) {
    const argv = ['discover', '--plain-http', `${place(root)}@${root.digest}`, '--format', 'json'];
    const { said } = await run(join(bin, 'oras'), [...argv, '--depth', '1']);
    results.push(counted(`discover finds all ${root.referrers} of ${nameOf(root)}`, said, root.referrers));
  }
  return results;
};

export const skopeoChecks = async (
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const root of roots) {
    const source = ['--tls-verify=false', `docker://${place(root)}:${root.tag}`];
    const raw = await run('skopeo', ['inspect', '--raw', ...source]);
    results.push(expectEnd(`inspect --raw ${nameOf(root)}`, raw, { ok: true, saying: /"schemaVersion":2/ }));
    for (const { platform } of root.platforms) {
      const [os = '', arch = ''] = platform.split('/');
      const one = [`--override-os=${os}`, `--override-arch=${arch}`];
      const seen = await run('skopeo', [...one, 'inspect', '--config', ...source]);
      const said = new RegExp(`"architecture":\\s*"${arch}"`);
      results.push(expectEnd(`inspect ${nameOf(root)} for ${platform}`, seen, { ok: true, saying: said }));
    }
  }
  return results;
};

export const craneChecks = async (
  { bin }: Peers,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const crane = join(bin, 'crane');
  const results: CheckResult[] = [];
  for (const root of roots) {
    const remote = `${place(root)}:${root.tag}`;
    results.push(
      equal(`digest ${nameOf(root)}`, (await run(crane, ['digest', remote])).said, root.digest),
      expectEnd(`manifest ${nameOf(root)}`, await run(crane, ['manifest', remote]), {
        ok: true,
        saying: /"mediaType"/,
      }),
    );
    if (root.kind === 'image')
      results.push(
        expectEnd(`validate ${nameOf(root)}`, await run(crane, ['validate', '--remote', remote]), {
          ok: true,
          saying: /PASS/,
        }),
      );
  }
  return results;
};

export const helmChecks = async (
  { bin, colophon }: Peers,
  roots: readonly Root[],
  place: PlaceOf,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const helm = join(bin, 'helm');
  for (const root of roots.filter(({ kind }) => kind === 'chart')) {
    const chart = colophon.charts.find(({ name }) => name === root.name);
    const from = [`oci://${place(root)}`, '--version', chart?.version ?? '', '--plain-http'];
    const shown = await run(helm, ['show', 'chart', ...from]);
    const made = await run(helm, ['template', 'interop', ...from]);
    results.push(
      expectEnd(`show chart ${nameOf(root)}`, shown, {
        ok: true,
        saying: new RegExp(`version: ${chart?.version ?? '?'}`),
      }),
      expectEnd(`template ${nameOf(root)}`, made, { ok: true, saying: /image: .*@sha256:/ }),
    );
  }
  return results;
};
