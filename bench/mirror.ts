// Mirroring a large image between layouts, against the tools that people use for it; and again when it is there.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { type Blob, writeImage } from './image-layout.ts';
import { compare, installed, run, type Work } from './measure.ts';
import type { Place } from './place.ts';
import { ratio, type Row, unjudged } from './row.ts';

/** A peer's command that copies the image from one layout into an empty one. */
interface Peer {
  readonly name: string;
  readonly version: readonly string[];
  readonly copy: (from: string, to: string) => readonly string[];
}

const PEERS: readonly Peer[] = [
  {
    name: 'oras cp --recursive',
    version: [process.env['ORAS'] ?? 'oras', 'version'],
    copy: (from, to) => [
      process.env['ORAS'] ?? 'oras',
      'cp',
      '--recursive',
      '--from-oci-layout',
      `${from}:v1`,
      '--to-oci-layout',
      `${to}:v1`,
    ],
  },
  {
    name: 'skopeo copy --all',
    version: ['skopeo', '--version'],
    copy: (from, to) => ['skopeo', 'copy', '--quiet', '--all', `oci:${from}:v1`, `oci:${to}:v1`],
  },
];

/** A two-platform image of 1 GB; in the quick form of 32 MB. */
export const mirror = async (place: Place): Promise<readonly Row[]> => {
  const megabytes = place.quick ? 32 : 1000;
  const from = join(place.scratch, 'mirror-from');
  writeImage(from, { bytes: megabytes * 1_000_000 });
  const to = join(place.scratch, 'mirror-to');
  // A copy of this size takes a fifth of a second to remove, and a linked one nothing.
  const clear: Work = async () => rmSync(to, { recursive: true, force: true });
  const afresh = async (): Promise<void> => {
    await clear();
    await run(ours)();
  };
  const ours = [process.execPath, place.colophon, 'mirror', `oci-layout:${from}`, `oci-layout:${to}`];
  const rounds = place.quick ? 1 : 5;
  const work = `mirror a two-platform image of ${megabytes} MB between layouts`;
  const rows: Row[] = [];
  for (const { name, version, copy } of PEERS) {
    const [command = '', ...args] = version;
    if (!installed(command, ...args)) {
      rows.push({ work, against: name, figure: '', skipped: `${command} is not installed` });
      continue;
    }
    const figures = await compare(run(ours), run(copy(from, to)), rounds, clear);
    rows.push(ratio(work, name, figures, { most: 1, quick: place.quick }));
    await afresh();
    const again = await compare(run(ours), run(copy(from, to)), rounds);
    rows.push(unjudged('the same, when it is there already', name, again));
  }
  await afresh();
  rows.push(
    counted(execFileSync(ours[0] ?? '', [...ours.slice(1), '--format', 'json'], { encoding: 'utf8' })),
  );
  rmSync(from, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  return rows;
};

/** What a second run asks of a layout: every manifest and blob once, and each is hashed; peers only look for names. */
const counted = (document: string): Row => {
  const { manifests, blobs, copied } = JSON.parse(document) as {
    readonly manifests: readonly Blob[];
    readonly blobs: number;
    readonly copied: readonly string[];
  };
  return {
    work: 'mirroring what is there already',
    against: '',
    figure: `${manifests.length} manifests and ${blobs} blobs read and hashed where they are to lie, ${copied.length} written`,
  };
};
