import { describe, expect, it } from 'vitest';

import { SIGNING_CONFIG } from '../../../test/support/sigstore-services.ts';
import { chooseServices } from './signing-config.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const choose = (config: object) => chooseServices(new TextEncoder().encode(JSON.stringify(config)), NOW);
const log = (name: string, start: string, more: object = {}) => ({
  url: `https://${name}.example/`,
  majorApiVersion: 2,
  validFor: { start },
  operator: name,
  ...more,
});
const OLD = '2024-01-01T00:00:00Z';
const NEW = '2025-01-01T00:00:00Z';

describe('of several logs', () => {
  it.each([
    {
      name: 'the newest is asked',
      logs: [log('a', OLD), log('b', NEW)],
      config: { selector: 'ANY' },
      expect: ['https://b.example'],
    },
    {
      name: 'all are asked',
      logs: [log('a', OLD), log('b', NEW)],
      config: { selector: 'ALL' },
      expect: ['https://b.example', 'https://a.example'],
    },
    {
      name: 'two are asked, of two operators',
      logs: [log('a', NEW), log('c', NEW, { operator: 'a' }), log('b', OLD)],
      config: { selector: 'EXACT', count: 2 },
      expect: ['https://a.example', 'https://b.example'],
    },
    {
      name: 'none of another API is asked',
      logs: [log('a', NEW, { majorApiVersion: 1 }), log('b', OLD)],
      config: { selector: 'ANY' },
      expect: ['https://b.example'],
    },
    {
      name: 'none that is not valid yet or any more is asked',
      logs: [
        log('a', '2027-01-01T00:00:00Z'),
        log('c', NEW, { validFor: { start: NEW, end: NEW } }),
        log('b', OLD),
      ],
      config: { selector: 'ANY' },
      expect: ['https://b.example'],
    },
  ])('$name', ({ logs, config, expect: urls }) => {
    expect(choose({ ...SIGNING_CONFIG, rekorTlogUrls: logs, rekorTlogConfig: config }).logs).toEqual(urls);
  });
});

describe('a signing configuration is refused', () => {
  it.each([
    {
      name: 'of another version',
      config: { ...SIGNING_CONFIG, mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' },
    },
    { name: 'without certificate authority', config: { ...SIGNING_CONFIG, caUrls: [] } },
    { name: 'without timestamp authority', config: { ...SIGNING_CONFIG, tsaUrls: [] } },
    {
      name: 'with fewer logs than it asks for',
      config: { ...SIGNING_CONFIG, rekorTlogConfig: { selector: 'EXACT', count: 2 } },
    },
    {
      name: 'that asks for no log',
      config: { ...SIGNING_CONFIG, rekorTlogConfig: { selector: 'EXACT', count: 0 } },
    },
    {
      name: 'with an address without TLS',
      config: { ...SIGNING_CONFIG, rekorTlogUrls: [log('a', OLD, { url: 'http://a.example' })] },
    },
    {
      name: 'with a password in an address',
      config: { ...SIGNING_CONFIG, rekorTlogUrls: [log('a', OLD, { url: 'https://u:p@a.example' })] },
    },
    {
      name: 'with an address that is none',
      config: { ...SIGNING_CONFIG, rekorTlogUrls: [log('a', OLD, { url: 'a' })] },
    },
    { name: 'that is a list', config: [] },
  ])('$name', ({ config }) => {
    expect(() => choose(config)).toThrow(
      expect.objectContaining({ code: 'SIGNING_CONFIG_INVALID', exit: 2 }),
    );
  });

  it('that is no JSON', () => {
    expect(() => chooseServices(Uint8Array.of(0xff), NOW)).toThrow(
      expect.objectContaining({ code: 'SIGNING_CONFIG_INVALID' }),
    );
  });
});

it('takes an address without TLS on this machine', () => {
  const logs = [log('a', OLD, { url: 'http://127.0.0.1:3000' })];
  expect(choose({ ...SIGNING_CONFIG, rekorTlogUrls: logs }).logs).toEqual(['http://127.0.0.1:3000']);
});
