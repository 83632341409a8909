import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets, textAsset } from '../../../test/support/release-facts.ts';
import { hexOf } from '../../domain/digest.ts';
import type { ChecksumSettings } from '../../domain/settings.ts';
import { checksum } from './stage.ts';

const bench = quietBench<'checksum'>();

const made = async () => {
  const store = createMemoryStore();
  const asset = (name: string, role: 'archive' | 'notes' | 'evidence') => textAsset(store, name, role, name);
  const archives = [await asset('b.zip', 'archive'), await asset('a.tar.gz', 'archive')];
  const input = {
    gate: { facts, evidence: await asset('e.json', 'evidence'), findings: [], state: 'new' },
    package: {
      assets: archives.map((archive) => ({ ...archive, holds: [] })),
      charts: [],
      externalImages: [],
      findings: [],
    },
    sbom: { sboms: [] },
    notes: { notes: await asset('n.md', 'notes') },
  } as const;
  return { store, input };
};

const settings: ChecksumSettings = {
  lists: [{ asset: '{project}_{tag}_checksums.txt', of: ['*'] }],
  beside: ['*.zip'],
  targets,
};

describe('checksums', () => {
  it('W23: list every asset and every .sha256, sorted, and no list', async () => {
    const { store, input } = await made();
    const { assets } = await checksum.run('lists', input, { store }, settings, bench);
    expect(assets.map(({ name }) => name)).toEqual(['b.zip.sha256', 'widget_v1.2.3_checksums.txt']);
    const [beside, list] = assets.map(({ content }) => store.text(content));
    const zip = hexOf(input.package.assets[0]?.content.digest ?? 'sha256:');
    expect(beside).toBe(`${zip}  b.zip\n`);
    expect(list?.split('\n').map((line) => line.slice(66))).toEqual([
      'a.tar.gz',
      'b.zip',
      'b.zip.sha256',
      'e.json',
      'n.md',
      '',
    ]);
  });

  it('hash the evidence into their part key, since the gate’s facts do not hold it', async () => {
    const { store, input } = await made();
    expect(await checksum.hashes?.('lists', input, { store }, settings)).toEqual([
      input.gate.evidence.content.digest,
    ]);
  });

  it('refuse a list that would be empty', async () => {
    const { store, input } = await made();
    const empty = { ...settings, lists: [{ asset: 'x.txt', of: ['*.deb'] }] };
    await expect(checksum.run('lists', input, { store }, empty, bench)).rejects.toMatchObject({
      code: 'LIST_EMPTY',
    });
  });
});
