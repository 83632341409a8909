import { Buffer } from 'node:buffer';
import { generateKeyPairSync, verify } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { createLog, LOG_ORIGIN, type LeafFile } from './log.ts';

const record = (n: number) => ({
  digest: new Uint8Array(32).fill(n),
  signature: Uint8Array.of(1, n),
  certificate: Uint8Array.of(2, n),
});

const slowFile = (): LeafFile => {
  const leaves: Uint8Array[] = [];
  return {
    leaves: async () => [...leaves],
    append: async (leaf) => {
      await pause(1);
      leaves.push(leaf);
    },
  };
};

describe('the log', () => {
  it('gives every entry of many at once an index of its own, from 1', async () => {
    const log = createLog(generateKeyPairSync('ed25519').privateKey, slowFile());
    const entries = await Promise.all(Array.from({ length: 20 }, (_, n) => log.add(record(n))));
    expect(entries.map(({ index, size }) => [index, size])).toEqual(entries.map((_, n) => [n + 1, n + 2]));
  });

  it('goes on after a leaf that could not be kept', async () => {
    const file = slowFile();
    let full = false;
    const log = createLog(generateKeyPairSync('ed25519').privateKey, {
      leaves: file.leaves,
      append: async (leaf) => {
        if (full) throw new Error('disk full');
        await file.append(leaf);
      },
    });
    await log.add(record(1));
    full = true;
    await expect(log.add(record(2))).rejects.toThrow('disk full');
    full = false;
    expect((await log.add(record(3))).index).toBe(2);
  });

  it('signs size and root under its origin', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const log = createLog(privateKey, slowFile());
    const { checkpoint, root } = await log.add(record(1));
    const [text = '', line = ''] = checkpoint.split('\n\n');
    expect(text).toBe(`${LOG_ORIGIN}\n2\n${Buffer.from(root).toString('base64')}`);
    const signature = Buffer.from(line.trim().split(' ')[2] ?? '', 'base64');
    expect(signature.subarray(0, 4)).toEqual(Buffer.from(log.id.subarray(0, 4)));
    expect(verify(null, Buffer.from(`${text}\n`), publicKey, signature.subarray(4))).toBe(true);
  });

  it('writes bodies as Rekor v2 does', async () => {
    const log = createLog(generateKeyPairSync('ed25519').privateKey, slowFile());
    const { body } = await log.add(record(7));
    expect(Buffer.from(body).toString('utf8')).toBe(
      '{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="},"signature":{"content":"AQc=","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":"Agc="}}}}}}',
    );
  });
});
