// Verifying large files, against hashing them and nothing else.
import { readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

import { compare, inTurn, installed, peakMemory, run } from './measure.ts';
import { type Place, rehearseLarge } from './place.ts';
import { ratio, type Row } from './row.ts';

const AGAINST = 'openssl dgst -sha256 of the same files in turn';
const MOST_MEMORY = 200 * 2 ** 20;
/** A file lies in checkout, store and release; one more for the machine. */
const COPIES = 4;

/** One large file, then four of a quarter, each verified as a whole process. */
export const verifyLarge = async (place: Place): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const whole = place.quick ? 128 : 2000;
  for (const { files, most } of [
    { files: 1, most: 1.15 },
    { files: 4, most: 0.65 },
  ]) {
    const mebibytes = whole / files;
    const work = `verify a directory with ${files} × ${mebibytes} MiB`;
    const reason = obstacle(place, whole);
    if (reason !== undefined) {
      rows.push({ work, against: AGAINST, figure: '', skipped: reason });
      continue;
    }
    const { out, assets } = rehearseLarge(place, files, mebibytes);
    const paths = readdirSync(assets)
      .filter((name) => name.endsWith('.bin'))
      .map((name) => join(assets, name));
    const argv = [place.colophon, 'verify', out, '--rehearsal'];
    const figures = await compare(
      run([process.execPath, ...argv]),
      inTurn(paths.map((path) => run(['openssl', 'dgst', '-sha256', path]))),
      place.quick ? 1 : 5,
    );
    rows.push(ratio(work, AGAINST, figures, { most, quick: place.quick }));
    const peak = await peakMemory(argv);
    rows.push({
      work: `${work}: peak memory`,
      against: '',
      figure: `${(peak / 2 ** 20).toFixed(0)} MiB`,
      goal: '≤ 200 MiB',
      met: peak <= MOST_MEMORY,
    });
    rmSync(out, { recursive: true });
  }
  return rows;
};

const obstacle = ({ scratch }: Place, mebibytes: number): string | undefined => {
  if (!installed('openssl', 'version')) return 'openssl is not installed';
  const { bavail, bsize } = statfsSync(scratch);
  const needed = COPIES * mebibytes * 2 ** 20;
  return bavail * bsize < needed
    ? `less than ${(needed / 2 ** 30).toFixed(0)} GiB free for scratch`
    : undefined;
};
