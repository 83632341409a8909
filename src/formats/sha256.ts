// SHA-256 of small documents at hand; large files go through the `digester` port.
import { createHash } from 'node:crypto';

import type { Digest } from '../domain/digest.ts';

/** The digest of these bytes. */
export const sha256 = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
