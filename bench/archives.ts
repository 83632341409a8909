// Making archives, against the fastest pair of tools that people use for it.
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  closeSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { createCompressor } from '../src/adapters/system/index.ts';
import { tarArchive } from '../src/formats/tar/write.ts';
import { compare, inTurn, installed, run } from './measure.ts';
import type { Place } from './place.ts';
import { ratio, type Row } from './row.ts';

const ARCHIVES = 5;
const AGAINST = 'five `tar | pigz -6` in turn';

/** Five archives at once, each of one program; in this process, so without the start of one. */
export const archives = async (place: Place): Promise<readonly Row[]> => {
  const mebibytes = place.quick ? 4 : 28;
  const work = `five tar.gz of ${mebibytes} MiB of machine code`;
  if (!installed('pigz', '--version') || !installed('tar', '--version')) {
    return [{ work, against: AGAINST, figure: '', skipped: 'tar or pigz is not installed' }];
  }
  const dir = join(place.scratch, 'archives');
  mkdirSync(dir);
  const programs = Array.from({ length: ARCHIVES }, (_, index) => program(dir, index, mebibytes * 2 ** 20));
  const figures = await compare(
    () => ours(dir, programs),
    inTurn(
      programs.map((name) =>
        run(['sh', '-c', `tar -c -C "$0" "$1" | pigz -6 > "$0/$1.theirs.tar.gz"`, dir, name]),
      ),
    ),
    place.quick ? 1 : 5,
  );
  const size = (ending: string): number =>
    programs.reduce((sum, name) => sum + statSync(join(dir, `${name}.${ending}`)).size, 0);
  return [
    ratio(work, AGAINST, figures, { most: 0.85, quick: place.quick }),
    {
      work: `${work}: size`,
      against: 'the same',
      figure: `${(size('ours.tar.gz') / size('theirs.tar.gz')).toFixed(3)} (${((100 * size('ours.tar.gz')) / (ARCHIVES * mebibytes * 2 ** 20)).toFixed(0)} % of the content)`,
    },
  ];
};

/** A piece of this Node's own program, from another place each time: there is one wherever this runs. */
const program = (dir: string, index: number, size: number): string => {
  const bytes = Buffer.alloc(size);
  const file = openSync(process.execPath, 'r');
  const room = Math.max(0, statSync(process.execPath).size - size);
  readSync(file, bytes, 0, size, Math.floor((room * index) / ARCHIVES));
  closeSync(file);
  const name = `program-${index}`;
  writeFileSync(join(dir, name), bytes);
  return name;
};

const ours = async (dir: string, programs: readonly string[]): Promise<void> => {
  // A new one each time: its self-test is part of what it costs.
  const compressor = createCompressor();
  await Promise.all(
    programs.map((name) => {
      const path = join(dir, name);
      const bytes = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: 256 * 1024 });
      const entry = { path: name, mode: 0o755, size: statSync(path).size, bytes };
      return pipeline(
        compressor.gzip(tarArchive([entry], { epoch: 0 })),
        createWriteStream(`${path}.ours.tar.gz`),
      );
    }),
  );
};
