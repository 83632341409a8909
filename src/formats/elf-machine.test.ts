import { describe, expect, it } from 'vitest';

import { elfHead } from '../../test/support/elf-head.ts';
import { elfMachine, mayRun, runsOn } from './elf-machine.ts';

describe('the machine of an ELF file', () => {
  it.each([
    { machine: 62, expect: 'amd64' },
    { machine: 3, wide: false, expect: '386' },
    { machine: 40, wide: false, expect: 'arm' },
    { machine: 183, expect: 'arm64' },
    { machine: 243, expect: 'riscv64' },
    { machine: 21, expect: 'ppc64le' },
    { machine: 21, little: false, expect: 'ppc64' },
    { machine: 22, little: false, expect: 's390x' },
    { machine: 8, little: false, wide: false, expect: 'mips' },
    { machine: 8, expect: 'mips64le' },
    { machine: 258, expect: 'loong64' },
    { machine: 4711, expect: 'machine 4711' },
  ])('$machine is called $expect', ({ expect: architecture, ...head }) => {
    expect(elfMachine(elfHead(head))).toEqual({ architecture, runs: true });
  });

  it('is told of shared objects and programs, and object files do not run', () => {
    expect([1, 2, 3, 4].map((type) => elfMachine(elfHead({ machine: 62, type }))?.runs)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is read wherever the bytes lie in their buffer', () => {
    const whole = new Uint8Array([1, 2, 3, ...elfHead({ machine: 183 })]);
    expect(elfMachine(whole.subarray(3))?.architecture).toBe('arm64');
  });

  it.each([new Uint8Array(), elfHead({ machine: 62 }).subarray(0, 19), new Uint8Array(64)])(
    'is not told of what is no ELF file',
    (head) => {
      expect(elfMachine(head)).toBeUndefined();
    },
  );

  it.each([
    { path: 'bin/a', mode: 0o755, expect: true },
    { path: 'bin/a', mode: 0o644, expect: false },
    { path: 'go/testdata/a', mode: 0o755, expect: false },
    { path: 'go/mytestdata/a', mode: 0o001, expect: true },
  ])('is asked of $path with $mode: $expect', ({ path, mode, expect: asked }) => {
    expect(mayRun({ path, mode })).toBe(asked);
  });

  it('may be an older one where the system runs both', () => {
    expect([runsOn('386', 'amd64'), runsOn('amd64', '386'), runsOn('arm64', 'amd64')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
