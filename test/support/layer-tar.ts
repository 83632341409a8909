// Layers as other tools write them: any type of entry, any name; for tests of what reads them.
import { BLOCK, headerBlock } from '../../src/formats/tar/header.ts';

export interface LayerPart {
  readonly path: string | Uint8Array;
  /** The type's letter: `0` file (the default), `1` hard link, `2` symbolic link, `5` directory, `L`, `x`, … */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  /** Permission bits; 0644 unless given. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

/** The tar of these entries, with its end. */
export const layerTar = (parts: readonly LayerPart[], end = new Uint8Array(2 * BLOCK)): Uint8Array =>
  new Uint8Array(Buffer.concat([...parts.flatMap(entry), end]));

const entry = ({
  path,
  type = '0',
  content = '',
  link = '',
  mode = 0o644,
  uid = 0,
  gid = 0,
}: LayerPart): readonly Uint8Array[] => {
  const bytes = bytesOf(content);
  const block = headerBlock({
    name: bytesOf(path),
    prefix: new Uint8Array(),
    mode,
    uid,
    gid,
    size: bytes.length,
    mtime: 0,
    type: '0',
    link: bytesOf(link),
  });
  block[156] = type.charCodeAt(0);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return [block, bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
};

/** One PAX record with its length. */
export const paxRecord = (key: string, value: string | Uint8Array): Uint8Array => {
  const rest = Buffer.concat([bytesOf(` ${key}=`), bytesOf(value), bytesOf('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length++;
  return new Uint8Array(Buffer.concat([bytesOf(String(length)), rest]));
};
