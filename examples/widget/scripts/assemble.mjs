// "Assembles" the greeting for one architecture: a Linux program of a few instructions, without a compiler.
// ELF64 (System V gABI): one header, one segment that holds header, code and text.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [arch, version, output] = process.argv.slice(2);
const text = Buffer.from(`Good day. This is widget ${version} for linux/${arch}.\n`);
const HEADERS = 0x40 + 0x38;
const BASE = 0x400000;

const machines = {
  // write(1, text, length); exit(0)
  amd64: {
    number: 62,
    code: () => {
      const code = Buffer.from('b801000000bf01000000488d3500000000ba000000000f05b83c00000031ff0f05', 'hex');
      code.writeInt32LE(code.length - 17, 13); // lea rsi, [rip + …]
      code.writeInt32LE(text.length, 18);
      return code;
    },
  },
  arm64: {
    number: 183,
    code: () => {
      const length = 8 * 4;
      const words = [
        0xd2800020, // mov x0, #1
        0x10000001 | ((length - 4) << 3), // adr x1, text
        0xd2800002 | (text.length << 5), // mov x2, #length
        0xd2800808, // mov x8, #64
        0xd4000001, // svc #0
        0xd2800000, // mov x0, #0
        0xd2800ba8, // mov x8, #93
        0xd4000001, // svc #0
      ];
      const code = Buffer.alloc(length);
      words.forEach((word, index) => code.writeUInt32LE(word >>> 0, index * 4));
      return code;
    },
  },
};

const machine = machines[arch];
if (machine === undefined) throw new Error(`nobody has assembled for ${arch} yet`);
const code = machine.code();
const size = HEADERS + code.length + text.length;
const headers = Buffer.alloc(HEADERS);
headers.write('\x7fELF\x02\x01\x01', 'latin1');
headers.writeUInt16LE(2, 0x10); // an executable
headers.writeUInt16LE(machine.number, 0x12);
headers.writeUInt32LE(1, 0x14);
headers.writeBigUInt64LE(BigInt(BASE + HEADERS), 0x18);
headers.writeBigUInt64LE(0x40n, 0x20);
headers.writeUInt16LE(0x40, 0x34);
headers.writeUInt16LE(0x38, 0x36);
headers.writeUInt16LE(1, 0x38);
headers.writeUInt32LE(1, 0x40); // loaded
headers.writeUInt32LE(5, 0x44); // readable, executable
headers.writeBigUInt64LE(BigInt(BASE), 0x50);
headers.writeBigUInt64LE(BigInt(BASE), 0x58);
headers.writeBigUInt64LE(BigInt(size), 0x60);
headers.writeBigUInt64LE(BigInt(size), 0x68);
headers.writeBigUInt64LE(0x1000n, 0x70);

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, Buffer.concat([headers, code, text]), { mode: 0o755 });
console.log(`assembled ${output}`);
