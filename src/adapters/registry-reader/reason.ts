// Why no answer came, in a few words, and whether another attempt may help.
import { neutral } from '../../formats/neutral.ts';
import type { Watch } from './watch.ts';

export interface Reason {
  readonly text: string;
  /** Whether asking again may help. */
  readonly again: boolean;
  /** Whether the other side does not speak TLS. */
  readonly plain?: true;
  readonly remedy?: string;
}

/** What `fetch` failed with; never a quotation of the question. */
export const reasonOf = (error: unknown, watch: Watch): Reason => {
  if (watch.late()) return { text: 'nothing moved for too long', again: true };
  const code = codeOf(error);
  if (PLAIN.has(code)) return { text: 'the other side does not speak TLS', again: false, plain: true };
  if (isCertificate(code))
    return {
      text: `its certificate is not to be trusted (${code})`,
      again: false,
      remedy: 'Name the certificate of its authority in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE.',
    };
  // The Fetch standard has a list of them, "bad port".
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port')
    return {
      text: 'this port is one that is never asked',
      again: false,
      remedy: 'Let the registry listen at another port.',
    };
  const known = KNOWN[code];
  if (known !== undefined) return known;
  return { text: code === '' ? 'the connection failed' : `the connection failed (${code})`, again: true };
};

// `fetch` wraps what happened; several addresses give an AggregateError.
const codeOf = (error: unknown): string => {
  for (let inner: unknown = error, depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    // So Node calls whatever OpenSSL says while something is written.
    if ('code' in inner && inner.code === 'EPROTO' && NO_TLS.test(inner.message)) return [...PLAIN][0] ?? '';
    if ('code' in inner && typeof inner.code === 'string' && !inner.code.startsWith('ERR_INVALID_'))
      return neutral(inner.code).slice(0, 60);
    inner = inner instanceof AggregateError && inner.errors.length > 0 ? inner.errors[0] : inner.cause;
  }
  return '';
};

const PLAIN: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
]);

const NO_TLS = /:(?:wrong version number|packet length too long|http request):/;

const isCertificate = (code: string): boolean =>
  /CERT|SIGNATURE|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_PURPOSE$|^ERR_TLS_CERT/.test(code);

const KNOWN: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: { text: 'nothing listens there', again: true },
  ECONNRESET: { text: 'the connection was cut', again: true },
  UND_ERR_SOCKET: { text: 'the connection was cut', again: true },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { text: 'the connection was cut', again: true },
  // Only where a proxy answers a CONNECT with a refusal: what this side aborts is told before.
  UND_ERR_ABORTED: { text: 'the proxy opened no way there', again: true },
  EPIPE: { text: 'the connection was cut', again: true },
  ENOTFOUND: { text: 'there is no such host', again: false },
  EAI_AGAIN: { text: 'its name could not be looked up', again: true },
  UND_ERR_CONNECT_TIMEOUT: { text: 'no connection within the time for it', again: true },
  ETIMEDOUT: { text: 'no connection within the time for it', again: true },
  UND_ERR_HEADERS_TIMEOUT: { text: 'nothing moved for too long', again: true },
  UND_ERR_BODY_TIMEOUT: { text: 'nothing moved for too long', again: true },
};
