import { expect, it } from 'vitest';

import { digestOf, partKey, releaseId, type PartIdentity } from './keys.ts';
import {
  createLedger,
  formatLedgerLine,
  mergeLedgers,
  OUTCOME_MEDIA_TYPE,
  parseLedgerLine,
  type LedgerLine,
} from './ledger.ts';

const line = (over: Partial<LedgerLine> = {}): LedgerLine => ({
  key: digestOf('key'),
  stage: 'build',
  part: 'cli',
  outcome: { mediaType: OUTCOME_MEDIA_TYPE, digest: digestOf('one'), size: 3 },
  attempt: 1,
  host: 'here',
  started: 1,
  ended: 2,
  ...over,
});
const other = { outcome: { mediaType: OUTCOME_MEDIA_TYPE, digest: digestOf('two'), size: 3 } };

it('reads back every line that it writes', () => {
  expect(parseLedgerLine(formatLedgerLine(line()))).toEqual(line());
});

it.each([
  { name: 'half a line', text: formatLedgerLine(line()).slice(0, 40) },
  { name: 'an unknown member', text: JSON.stringify({ ...line(), more: 1 }) },
  { name: 'a member twice', text: formatLedgerLine(line()).replace('{', '{"attempt":1,') },
  { name: 'a stage that is none', text: formatLedgerLine(line()).replace('"build"', '"deploy"') },
  {
    name: 'an outcome of another media type',
    text: formatLedgerLine(line()).replace('outcome.v1', 'outcome.v2'),
  },
  { name: 'a negative time', text: formatLedgerLine(line({ ended: -1 })) },
  { name: 'another order', text: formatLedgerLine(line()).replace(/^\{("attempt":1),(.*)\}$/, '{$2,$1}') },
])('refuses $name', ({ text }) => {
  expect(() => parseLedgerLine(text)).toThrow(expect.objectContaining({ code: 'LEDGER_DAMAGED' }));
});

it('accepts the same work twice with equal results, and keeps the first line', () => {
  const merged = mergeLedgers(createLedger([line()]), createLedger([line({ host: 'there', attempt: 4 })]));
  expect(merged.lines).toEqual([line()]);
});

it('stops with OUTCOME_DIVERGED when the same work has two results', () => {
  const merge = () => mergeLedgers(createLedger([line()]), createLedger([line(other)]));
  expect(merge).toThrow(expect.objectContaining({ code: 'OUTCOME_DIVERGED' }));
});

it.each(['sign', 'seal'] as const)('keeps both signatures of %s, the first one first', (stage) => {
  const merged = mergeLedgers(createLedger([line({ stage })]), createLedger([line({ stage, ...other })]));
  expect(merged.find(digestOf('key')).map(({ outcome }) => outcome.digest)).toEqual([
    digestOf('one'),
    digestOf('two'),
  ]);
});

it('counts attempts over all lines', () => {
  expect(createLedger([line({ attempt: 2 }), line({ key: digestOf('k2') })]).attempts).toBe(2);
  expect(createLedger([]).attempts).toBe(0);
});

const part: PartIdentity = {
  release: digestOf('release'),
  stage: 'build',
  part: 'cli',
  revision: 1,
  reads: { gate: digestOf('facts') },
  earlier: {},
  settings: digestOf({}),
  tools: [],
};
it.each([
  { name: 'release', over: { release: digestOf('other') } },
  { name: 'stage', over: { stage: 'package' } },
  { name: 'part', over: { part: 'web' } },
  { name: 'revision', over: { revision: 2 } },
  { name: 'outcome that is read', over: { reads: { gate: digestOf('other facts') } } },
  { name: 'part that is waited for', over: { earlier: { web: digestOf('web') } } },
  { name: 'settings', over: { settings: digestOf({ a: 1 }) } },
  { name: 'tool', over: { tools: [{ name: 'go', version: '1.26.0' }] } },
] as const)('gives another key for another $name', ({ over }) => {
  expect(partKey({ ...part, ...over })).not.toBe(partKey(part));
});

it('gives a release the same id for the same facts, whatever order they come in', () => {
  const release = {
    repository: 'a/b',
    tag: 'v1',
    commit: 'c'.repeat(40),
    configuration: 'd'.repeat(64),
    mode: 'rehearsal',
  } as const;
  const turned = Object.fromEntries(Object.entries(release).reverse()) as typeof release & object;
  expect(releaseId(turned)).toBe(releaseId(release));
  expect(releaseId({ ...release, mode: 'release' })).not.toBe(releaseId(release));
});
