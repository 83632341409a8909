// Where the benchmark works, and the releases that it verifies there.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createWidget } from '../test/support/widget.ts';

export interface Place {
  /** Thrown away in the end. */
  readonly scratch: string;
  /** The built command. */
  readonly colophon: string;
  /** Small sizes and few rounds. */
  readonly quick: boolean;
}

export interface Rehearsed {
  readonly out: string;
  readonly assets: string;
  readonly trustedRoot: string;
  readonly identity: { readonly san: string; readonly issuer: string };
  readonly stages: readonly { readonly name: string; readonly ms: number }[];
}

/** Rehearses a repository and answers what the command says about it. */
export const rehearse = (place: Place, repository: string, name: string): Rehearsed => {
  const argv = [
    place.colophon,
    'rehearse',
    repository,
    '--out',
    join(place.scratch, name),
    '--format',
    'json',
  ];
  return JSON.parse(
    execFileSync(process.execPath, argv, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    }),
  ) as Rehearsed;
};

/** A release of `files` files of `mebibytes` each, rehearsed. */
export const rehearseLarge = (place: Place, files: number, mebibytes: number): Rehearsed => {
  const name = `large-${files}x${mebibytes}`;
  const outputs = Array.from({ length: files }, (_, index) => `file-${index}.bin`);
  const { dir } = createWidget({
    dir: join(place.scratch, `${name}-repository`),
    tag: 'v1.0.0',
    change: (root) => {
      writeFileSync(join(root, 'make.mjs'), MAKE);
      writeFileSync(join(root, 'colophon.yaml'), configuration(outputs, mebibytes));
    },
  });
  return rehearse(place, dir, name);
};

const configuration = (outputs: readonly string[], mebibytes: number): string =>
  JSON.stringify({
    version: 1,
    project: 'large',
    repository: 'acme/large',
    build: {
      files: { large: { command: [['node', 'make.mjs', String(mebibytes), ...outputs]], outputs } },
    },
    package: { files: outputs.map((path) => ({ from: 'large', path, asset: path })) },
  });

const MAKE = `import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
const [mebibytes, ...files] = process.argv.slice(2);
for (const file of files) {
  const handle = openSync(file, 'w');
  const block = Buffer.alloc(2 ** 20, createHash('sha256').update(file).digest());
  for (let at = 0; at < Number(mebibytes); at++) {
    block.writeUInt32LE(at, 0);
    writeSync(handle, block);
  }
  closeSync(handle);
}
`;
