// What it costs to start: the version, and the verification of a small release of files and of one with images, against
// a Node that does nothing, and against cosign.
import { readdirSync } from 'node:fs';

import { besideCosign } from './beside-cosign.ts';
import { compare, run } from './measure.ts';
import type { Place, Rehearsed } from './place.ts';
import { ratio, type Row, unjudged } from './row.ts';

const BARE = '`node -e 0`';

/** The same Node for all. */
export const start = async (place: Place, small: Rehearsed, whole: Rehearsed): Promise<readonly Row[]> => {
  const rounds = place.quick ? 3 : 60;
  const bare = run([process.execPath, '-e', '0']);
  const version = await compare(run([process.execPath, place.colophon, '--version']), bare, rounds);
  const verify = run([process.execPath, place.colophon, 'verify', small.out, '--rehearsal']);
  const verified = await compare(verify, bare, rounds);
  const anew = await compare(
    run([process.execPath, place.colophon, 'verify', small.out, '--rehearsal'], {
      NODE_DISABLE_COMPILE_CACHE: '1',
    }),
    bare,
    rounds,
  );
  const images = await compare(
    run([process.execPath, place.colophon, 'verify', whole.out, '--rehearsal']),
    bare,
    rounds,
  );
  const count = readdirSync(small.assets).length;
  const work = `verify a release of ${count} files with two distinct bundles`;
  const example = 'verify the example with its image, chart and mirror, layers read';
  const few = place.quick ? 1 : Math.ceil(rounds / 4);
  return [
    ratio('colophon --version', BARE, version, { most: 1.3, quick: place.quick }),
    ratio(`${work}, compiled before`, BARE, verified, { most: 2.8, quick: place.quick }),
    unjudged(`${work}, compiled anew as the first time`, BARE, anew),
    unjudged(example, BARE, images),
    await besideCosign(place, small, work, few),
    await besideCosign(place, whole, example, few),
  ];
};
