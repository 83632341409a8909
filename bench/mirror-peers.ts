// What people mirror images with, as it is measured beside us: how each is called, and what each leaves undone.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isManifest, type WrittenImage } from './image-layout.ts';

export interface Peer {
  readonly name: string;
  /** Whether what speaks about the image is copied with it. */
  readonly referrers: boolean;
  /** Whether all that it wrote is read back in the same lap, and hashed: the same work as ours. */
  readonly readsBack: boolean;
  readonly version: readonly string[];
  readonly copy: (from: string, to: string, image: WrittenImage) => readonly string[];
}

/** What a peer reads back goes here, cleared away after each lap: into memory where that is a place. */
export const THROWAWAY = join(
  existsSync('/dev/shm') ? '/dev/shm' : tmpdir(),
  `colophon-throwaway-${process.pid}`,
);

const orasCopy = (from: string, to: string): readonly string[] => [
  'oras',
  'cp',
  '--recursive',
  '--from-plain-http',
  '--to-plain-http',
  from,
  to,
];

/** Every content by its digest, which the peer need not find out, four at a time. */
const orasFetch = (to: string, { contents }: WrittenImage): string => {
  const repository = to.slice(0, to.lastIndexOf(':'));
  const each = contents.map(
    (one) => `${isManifest(one) ? 'manifest' : 'blob'} ${repository}@${one.digest}\n`,
  );
  const fetch = `oras "$0" fetch --plain-http --output /dev/null "$1"`;
  return `printf '${each.join('')}' | xargs -P 4 -n 2 sh -c '${fetch}'`;
};

export const PEERS_OF_MIRROR: readonly Peer[] = [
  {
    name: 'oras cp --recursive, then oras cp --recursive of the copy into a layout that is thrown away',
    referrers: true,
    readsBack: true,
    version: ['oras', 'version'],
    copy: (from, to) => [
      'sh',
      '-ec',
      `${orasCopy(from, to).join(' ')} && oras cp --recursive --from-plain-http --to-oci-layout ${to} ${THROWAWAY}:v1`,
    ],
  },
  {
    name: 'oras cp --recursive, then oras fetch of every blob and manifest of the copy, told their digests',
    referrers: true,
    readsBack: true,
    version: ['oras', 'version'],
    copy: (from, to, image) => ['sh', '-ec', `${orasCopy(from, to).join(' ')} && ${orasFetch(to, image)}`],
  },
  {
    name: 'oras cp --recursive',
    referrers: true,
    readsBack: false,
    version: ['oras', 'version'],
    copy: orasCopy,
  },
  {
    name: 'skopeo copy --all',
    referrers: false,
    readsBack: false,
    version: ['skopeo', '--version'],
    copy: (from, to) => [
      'skopeo',
      'copy',
      '--quiet',
      '--all',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      `docker://${from}`,
      `docker://${to}`,
    ],
  },
  {
    name: 'crane copy',
    referrers: false,
    readsBack: false,
    version: ['crane', 'version'],
    copy: (from, to) => ['crane', 'copy', '--insecure', from, to],
  },
];
