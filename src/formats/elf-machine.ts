// Which machine an ELF program is for, by its header (System V ABI, "ELF Header"; e_machine as the gABI lists it).
import { isElf } from './go-buildinfo/elf.ts';

export interface ElfMachine {
  /** As platforms call it (`GOARCH`), else `machine <number>`. */
  readonly architecture: string;
  /** A program or a shared object; neither for object files, such as a kernel takes for any machine. */
  readonly runs: boolean;
}

/** How much of a file `elfMachine` needs to see, in bytes. */
export const ELF_HEAD = 20;

/** The machine of a file that begins so; `undefined` for what is no ELF file. */
export const elfMachine = (head: Uint8Array): ElfMachine | undefined => {
  const [wide, little] = [head[4] === 2, head[5] === 1];
  if (head.length < ELF_HEAD || !isElf(head)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, ELF_HEAD);
  const type = view.getUint16(16, little);
  const machine = view.getUint16(18, little);
  return {
    architecture: MACHINES[machine]?.(wide, little) ?? `machine ${machine}`,
    runs: type === ET_EXEC || type === ET_DYN,
  };
};

/** Whether a system of an architecture runs programs of another without help. */
export const runsOn = (program: string, architecture: string): boolean =>
  program === architecture || OLDER[architecture] === program;

/** Whether a file of a layer may be run at all: not without the permission, nor where it is there to be looked at. */
export const mayRun = ({ path, mode }: { readonly path: string; readonly mode: number }): boolean =>
  (mode & 0o111) !== 0 && !path.split('/').includes('testdata');

const ET_EXEC = 2;
const ET_DYN = 3;

const MACHINES: Readonly<Record<number, (wide: boolean, little: boolean) => string>> = {
  3: () => '386',
  8: (wide, little) => `mips${wide ? '64' : ''}${little ? 'le' : ''}`,
  20: () => 'ppc',
  21: (_, little) => (little ? 'ppc64le' : 'ppc64'),
  22: (wide) => (wide ? 's390x' : 's390'),
  40: (_, little) => (little ? 'arm' : 'armbe'),
  62: () => 'amd64',
  183: (_, little) => (little ? 'arm64' : 'arm64be'),
  243: (wide) => (wide ? 'riscv64' : 'riscv'),
  258: (wide) => (wide ? 'loong64' : 'loong32'),
};

const OLDER: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };
