import { spawnSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RFC3161Timestamp } from '@sigstore/core';
import { describe, expect, it } from 'vitest';

import { parseCertificate } from './certificate.ts';
import { createTimestampAuthority, timestamp } from './timestamp.ts';

const authority = createTimestampAuthority(
  Date.parse('2026-01-01T00:00:00Z'),
  Date.parse('2036-01-01T00:00:00Z'),
);
const SIGNATURE = new TextEncoder().encode('a signature');

describe('a timestamp', () => {
  it('says whole seconds, whatever the clock says', () => {
    for (const ms of [0, 1, 100, 120, 999]) {
      const stamp = timestamp(authority, SIGNATURE, Date.parse('2026-03-01T12:00:00Z') + ms);
      expect(RFC3161Timestamp.parse(Buffer.from(stamp)).signingTime.toISOString()).toBe(
        '2026-03-01T12:00:00.000Z',
      );
    }
  });

  it('holds for these bytes and this authority only', () => {
    const stamp = RFC3161Timestamp.parse(
      Buffer.from(timestamp(authority, SIGNATURE, Date.parse('2026-03-01T12:00:00Z'))),
    );
    const key = new X509Certificate(authority.leaf).publicKey;
    const other = new X509Certificate(createTimestampAuthority(0, 1).leaf).publicKey;
    expect(() => stamp.verify(Buffer.from(SIGNATURE), key)).not.toThrow();
    expect(() => stamp.verify(Buffer.from('another'), key)).toThrow(/imprint/);
    expect(() => stamp.verify(Buffer.from(SIGNATURE), other)).toThrow(/signature/);
  });

  it('comes from a certificate for timestamps alone, and that is critical', () => {
    const usage = parseCertificate(authority.leaf).tbsCertificate.extensions?.find(
      ({ extnID }) => extnID === '2.5.29.37',
    );
    expect(usage?.critical).toBe(true);
    expect(new X509Certificate(authority.leaf).keyUsage).toEqual(['1.3.6.1.5.5.7.3.8']);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0;
  it.skipIf(!openssl)('is accepted by openssl for these bytes, and for no others', () => {
    const dir = mkdtempSync(join(tmpdir(), 'colophon-stamp-'));
    try {
      const file = (name: string, bytes: string | Uint8Array): string => {
        writeFileSync(join(dir, name), bytes);
        return join(dir, name);
      };
      const stamp = file('stamp.tsr', timestamp(authority, SIGNATURE, Date.now()));
      const root = file('root.pem', new X509Certificate(authority.root).toString());
      const verify = (data: string) =>
        spawnSync('openssl', ['ts', '-verify', '-data', data, '-in', stamp, '-CAfile', root]).status;
      expect([verify(file('good', SIGNATURE)), verify(file('bad', 'another'))]).toEqual([0, 1]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
