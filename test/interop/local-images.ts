// cosign and layouts without any registry (`--local-image`). cosign 3.1.2 looks for bundles only where the layout's root
// is one manifest, as a chart's is; an index it takes for an image without signatures, also one that it has saved itself.
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { nameOf } from './layouts.ts';
import { type RehearsedContent, rootsOf } from './rehearsed-content.ts';

/** cosign proves signature and provenance of every layout whose root is one manifest, and refuses another signer. */
export const localImageChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const { bin, identity, trustedRoot } = content;
  const results: CheckResult[] = [];
  for (const root of rootsOf(content).filter(({ kind }) => kind === 'chart')) {
    const ask = (command: readonly string[], san: string): ReturnType<typeof run> =>
      run(join(bin, 'cosign'), [
        ...command,
        '--local-image',
        `--trusted-root=${trustedRoot}`,
        `--certificate-identity=${san}`,
        `--certificate-oidc-issuer=${identity.issuer}`,
        root.layout,
      ]);
    const name = `the layout of ${nameOf(root)}`;
    const provenance = ['verify-attestation', '--type', 'slsaprovenance1'];
    results.push(
      expectEnd(`cosign proves ${name}`, await ask(['verify'], identity.san), { ok: true }),
      expectEnd(`cosign proves the provenance in ${name}`, await ask(provenance, identity.san), { ok: true }),
      expectEnd(`cosign refuses another signer of ${name}`, await ask(['verify'], `${identity.san}x`), {
        ok: false,
      }),
    );
  }
  return results;
};
