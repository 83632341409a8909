// The beginning of an ELF file for any machine: all that a judge of architectures looks at.

export interface ElfHeadOptions {
  /** `e_machine`: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** 64 bits; default true. */
  readonly wide?: boolean;
  /** Little-endian; default true. */
  readonly little?: boolean;
  /** `e_type`: 2 a program (default), 3 a shared object, 1 an object file. */
  readonly type?: number;
}

/** 64 bytes. */
export const elfHead = ({ machine, wide = true, little = true, type = 2 }: ElfHeadOptions): Uint8Array => {
  const head = new Uint8Array(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  const view = new DataView(head.buffer);
  view.setUint16(16, type, little);
  view.setUint16(18, machine, little);
  return head;
};
