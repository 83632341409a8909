// The signer of a rehearsal: ten-minute certificates, one for many statements, whose key never leaves memory.
import type { WorkflowRun } from '../../domain/identity.ts';
import { STATEMENT_MEDIA_TYPE } from '../../domain/statement.ts';
import { checkSignableDocument, checkSignableStatement } from '../../formats/signable.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Signer } from '../../ports/signer.ts';
import { createKey, issueCertificate } from './authority.ts';
import type { Keys } from './keys.ts';
import type { TransparencyLog } from './log.ts';
import { mintBundle, type Leaf, type Signable } from './mint.ts';
import { workflowExtensions } from './workflow-extensions.ts';

export interface LocalSignerOptions {
  readonly keys: Keys;
  readonly log: TransparencyLog;
  /** What every certificate says. */
  readonly run: WorkflowRun;
  readonly clock: Clock;
}

/** Milliseconds; Fulcio's. */
export const CERTIFICATE_LIFE = 10 * 60_000;
// A certificate is not used in its last two minutes: signing, logging and stamping must all fall within its life.
const MARGIN = 2 * 60_000;

/** A signer whose bundles hold under the rehearsal's trusted root. Fails with `SIGNING_REFUSED`. */
export const createLocalSigner = ({ keys, log, run, clock }: LocalSignerOptions): Signer => {
  let current: (Leaf & { readonly from: number }) | undefined;
  const leaf = (now: number): Leaf => {
    const usable =
      current !== undefined && now >= current.from && now < current.from + CERTIFICATE_LIFE - MARGIN;
    current = usable && current !== undefined ? current : issue(keys, run, now);
    return current;
  };
  const mint = (signable: Signable): Promise<Uint8Array> => {
    const time = clock.now();
    return mintBundle({ leaf: leaf(time), log, timestampAuthority: keys.timestampAuthority, time }, signable);
  };
  return {
    statement: async (statement) => {
      checkSignableStatement(statement);
      return mint({ kind: 'dsse', payloadType: STATEMENT_MEDIA_TYPE, payload: statement });
    },
    document: async (document) => {
      checkSignableDocument(document);
      return mint({ kind: 'message', message: document });
    },
  };
};

const issue = (keys: Keys, run: WorkflowRun, now: number): Leaf & { readonly from: number } => {
  const { publicKey, privateKey } = createKey();
  const from = Math.floor(now / 1000) * 1000;
  const certificate = issueCertificate(keys.authority, {
    publicKey,
    names: [{ uri: run.buildSignerUri }],
    extensions: workflowExtensions(run),
    notBefore: from,
    notAfter: from + CERTIFICATE_LIFE,
    ctLog: keys.ctLog,
  });
  return { key: privateKey, certificate, from };
};
