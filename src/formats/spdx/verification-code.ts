// The package verification code of SPDX 2.3, clause 7.9: one number for all files of a package.
import { createHash } from 'node:crypto';

/** SHA-1 over the files' SHA-1 values (lower-case hexadecimal), sorted and put one behind the other. */
export const verificationCode = (sha1s: readonly string[]): string =>
  createHash('sha1')
    .update([...sha1s].sort().join(''))
    .digest('hex');
