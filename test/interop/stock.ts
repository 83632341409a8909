// Stock cosign and gh, asked as a consumer would ask them: no `--insecure-…` flag anywhere.
import { join } from 'node:path';

import type { Identity } from '../../src/domain/identity.ts';
import { run, type Ended } from './kit.ts';

export interface StockRequest {
  /** The directory that holds the programs. */
  readonly peers: string;
  readonly trustedRoot: string;
  readonly bundle: string;
  readonly file: string;
  readonly identity: Identity;
}

export const cosignVerifyBlob = ({
  peers,
  trustedRoot,
  bundle,
  file,
  identity,
}: StockRequest): Promise<Ended> =>
  run(join(peers, 'cosign'), [
    'verify-blob',
    `--trusted-root=${trustedRoot}`,
    `--bundle=${bundle}`,
    `--certificate-identity=${identity.san}`,
    `--certificate-oidc-issuer=${identity.issuer}`,
    file,
  ]);

/** `repository` as `owner/name`; `more` for flags about the signer. */
export const ghVerify = (
  { peers, trustedRoot, bundle, file, identity }: StockRequest,
  repository: string,
  more: readonly string[] = [],
): Promise<Ended> =>
  run(
    join(peers, 'gh'),
    [
      'attestation',
      'verify',
      file,
      `--bundle=${bundle}`,
      `--custom-trusted-root=${trustedRoot}`,
      `--repo=${repository}`,
      `--cert-oidc-issuer=${identity.issuer}`,
      ...more,
    ],
    { env: { ...process.env, GH_TOKEN: 'none' } },
  );
