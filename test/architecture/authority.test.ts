// Who may reach what, reviewed: a door that a stage gains or loses shows up here.
import { expect, it } from 'vitest';

import { authority } from '../../src/engine/authority.ts';
import type { Door } from '../../src/ports/index.ts';
import { stages } from '../../src/stages/index.ts';

const rows = authority(stages);
const holders = (door: Door): readonly string[] =>
  rows.filter(({ doors }) => doors.includes(door)).map(({ stage }) => stage);

it('keeps the reviewed table of stages and doors', () => {
  const table = rows.map(({ stage, doors }) => `${stage.padEnd(11)}${doors.join(' ')}`.trimEnd()).join('\n');
  expect(`\n${table}\n`).toMatchInlineSnapshot(`
    "
    gate       forge prover registry run source store
    build      compressor imageBuilder registry run source store workshop
    assemble   store
    package    compressor source store workshop
    sbom       source store
    notes      forge run source store
    checksum   store
    provenance run store
    sign       forge prover registry run signer store
    push       clock referrersIndex registry registryWriter store
    mirror     clock referrersIndex registry registryWriter
    draft      drafts store
    prove      prover registry run staged store
    seal       clock drafts forge prover referrersIndex registry registryWriter signer store
    publish    forge publication registry source staged store versionNames
    confirm    prover
    "
  `);
});

it.each([
  { door: 'signer', expect: ['sign', 'seal'] },
  { door: 'drafts', expect: ['draft', 'seal'] },
  { door: 'publication', expect: ['publish'] },
  { door: 'versionNames', expect: ['publish'] },
  { door: 'referrersIndex', expect: ['push', 'mirror', 'seal'] },
  { door: 'registryWriter', expect: ['push', 'mirror', 'seal'] },
  { door: 'workshop', expect: ['build', 'package'] },
  { door: 'imageBuilder', expect: ['build'] },
] as const)('lets only $expect reach $door', ({ door, expect: stages }) => {
  expect(holders(door)).toEqual(stages);
});

it('gives confirm nothing to write with', () => {
  const doors = rows.find(({ stage }) => stage === 'confirm')?.doors ?? [];
  expect(doors.filter((door) => !['prover', 'run'].includes(door))).toEqual([]);
});
