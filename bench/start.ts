// What it costs to start: the version, and the verification of a small release of files and of one with images, against a Node that does nothing.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { compare, inTurn, installed, run } from './measure.ts';
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
  return [
    ratio('colophon --version', BARE, version, { most: 1.3, quick: place.quick }),
    ratio(`${work}, compiled before`, BARE, verified, { most: 2.8, quick: place.quick }),
    unjudged(`${work}, compiled anew as the first time`, BARE, anew),
    unjudged('verify the example with its image, chart and mirror, layers read', BARE, images),
    await besideCosign(place, small, work, rounds),
  ];
};

const AGAINST = 'cosign verify-blob of the same two bundles in turn';

const besideCosign = async (place: Place, small: Rehearsed, work: string, rounds: number): Promise<Row> => {
  const cosign = process.env['COSIGN'] ?? 'cosign';
  if (!installed(cosign, 'version')) {
    return { work, against: AGAINST, figure: '', skipped: 'cosign is not installed (COSIGN names it)' };
  }
  const names = readdirSync(small.assets);
  const colophon = names.find((name) => name.endsWith('.colophon.json')) ?? '';
  const provenance = names.find((name) => name.endsWith('.intoto.jsonl')) ?? '';
  const list = names.find((name) => name.endsWith('_checksums.txt')) ?? '';
  const verifyBlob = (file: string, bundle: string): readonly string[] => [
    cosign,
    'verify-blob',
    '--bundle',
    join(small.assets, bundle),
    '--trusted-root',
    small.trustedRoot,
    '--certificate-identity',
    small.identity.san,
    '--certificate-oidc-issuer',
    small.identity.issuer,
    join(small.assets, file),
  ];
  const theirs = inTurn([
    run(verifyBlob(colophon, `${colophon}.sigstore.json`)),
    run(verifyBlob(list, provenance)),
  ]);
  const ours = run([process.execPath, place.colophon, 'verify', small.out, '--rehearsal']);
  return ratio(work, AGAINST, await compare(ours, theirs, place.quick ? 1 : Math.ceil(rounds / 4)), {
    most: 1,
    quick: place.quick,
  });
};
