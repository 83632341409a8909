// What the errors of @sigstore/verify mean, each as the code of the lie that was told.
import type { FindingCode } from '../domain/finding-codes.ts';
import type { Certificate } from './certificate.ts';

/** Ends a judgement; never leaves the judging of one bundle. */
export class Refusal extends Error {
  readonly code: FindingCode;

  constructor(code: FindingCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The refusal that an error of the library stands for; `times` are those that authorities signed. */
export const refusalOf = (error: unknown, leaf: Certificate, times: readonly number[]): Refusal => {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const said = message ?? '';
  switch (code) {
    case 'TIMESTAMP_ERROR':
      if (said.includes('duplicate'))
        return new Refusal('BUNDLE_MALFORMED', 'one timestamp stands twice in its bundle');
      return new Refusal(
        'TIMESTAMP_INVALID',
        'its timestamp is not one of a trusted authority over this signature',
      );
    case 'CERTIFICATE_ERROR':
      if (said.startsWith('expected'))
        return new Refusal('SCT_MISSING', 'its certificate carries no proof that it was logged');
      if (said.includes('SCT'))
        return new Refusal(
          'SCT_INVALID',
          'the proof that its certificate was logged is not one of a trusted log',
        );
      if (times.some((time) => time < leaf.notBefore || time > leaf.notAfter)) {
        return new Refusal(
          'CERTIFICATE_EXPIRED',
          'its certificate was not valid at every time that an authority signed',
        );
      }
      return new Refusal(
        'CERTIFICATE_UNTRUSTED',
        'its certificate does not chain to an authority of the trusted root',
      );
    case 'TLOG_BODY_ERROR':
      return new Refusal('LOG_ENTRY_MISMATCH', 'its log entry is about another signature');
    case 'TLOG_INCLUSION_PROOF_ERROR':
      return said.includes('checkpoint')
        ? new Refusal('CHECKPOINT_INVALID', 'the checkpoint of its log is not signed by a trusted log')
        : new Refusal('LOG_INCLUSION_INVALID', 'its entry is not in the log');
    case 'TLOG_INCLUSION_PROMISE_ERROR':
      return new Refusal('LOG_INCLUSION_INVALID', 'the signed time of its log entry does not hold');
    case 'TLOG_ERROR':
      if (said.includes('duplicate'))
        return new Refusal('BUNDLE_MALFORMED', 'one log entry stands twice in its bundle');
      return new Refusal('LOG_ENTRY_MISSING', 'it does not stand in as many logs as are demanded');
    case 'SIGNATURE_ERROR':
      return new Refusal('SIGNATURE_INVALID', 'its signature does not hold');
    default:
      return new Refusal('BUNDLE_MALFORMED', 'its bundle cannot be judged');
  }
};
