// What a TARGET names, told apart by spelling alone; then what lies there.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { type Digest, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { isRegistryPlace, parseRegistryImage, type RegistryPlace } from '../registry-target.ts';
import { atPath, behindLinks } from './at-path.ts';

/** Something on this machine. */
export interface LocalTarget {
  /** As it was typed. */
  readonly text: string;
  /** Absolute. */
  readonly path: string;
  /** `layout`: an image or a chart in an OCI image layout. */
  readonly kind: 'directory' | 'file' | 'layout';
  /** Which manifest of a layout, where that was said. */
  readonly digest?: Digest;
}

/** An image or a chart in a registry: by tag, by digest, or by both. */
export interface RegistryTarget extends RegistryPlace {
  readonly text: string;
  readonly kind: 'registry';
}

export type Target = LocalTarget | RegistryTarget;

/**
 * The place that a target names. Fails with `TARGET_NOT_SUPPORTED` for places that this version cannot ask,
 * `TARGET_AMBIGUOUS`, and `TARGET_MISSING`.
 */
export const findTarget = (text: string, directory: string): Target => {
  if (text.startsWith(LAYOUT)) return findLayout(text, directory);
  if (isRegistryPlace(text)) return { text, kind: 'registry', ...parseRegistryImage(text) };
  const spelling = spellingOf(text);
  const path = pathOf(text, directory);
  const found = atPath(path);
  if (spelling === 'scheme') throw notSupported(text);
  if (spelling === 'release') {
    if (found === undefined) throw notSupported(text);
    throw new Failure(
      'TARGET_AMBIGUOUS',
      `${text} may mean a release on a forge, and a path of that name exists.`,
      {
        remedy: `Say ./${text} for the path.`,
      },
    );
  }
  if (found === undefined) {
    throw new Failure('TARGET_MISSING', `There is nothing at ${text}.`, {
      remedy: 'Name a directory of downloads, one file, or the directory of a rehearsal.',
    });
  }
  if (found.isDirectory()) return { text, path, kind: 'directory' };
  if (found.isFile()) return { text, path, kind: 'file' };
  throw new Failure('TARGET_NOT_SUPPORTED', `${text} is neither a directory nor a regular file.`, {
    remedy: 'Name the file itself, not a link to it.',
  });
};

const LAYOUT = 'oci-layout:';

const findLayout = (text: string, directory: string): LocalTarget => {
  const [, dir = '', digest] = /^(.*?)(?:@(sha256:.*))?$/s.exec(text.slice(LAYOUT.length)) ?? [];
  if (dir === '' || (digest !== undefined && !isDigest(digest))) {
    throw new Failure('USAGE', `${text} names no image in a layout.`, {
      remedy: 'Say oci-layout:DIR or oci-layout:DIR@sha256: and 64 hexadecimal digits.',
    });
  }
  const path = pathOf(dir, directory);
  if (behindLinks(join(path, 'oci-layout'))?.isFile() !== true) {
    throw new Failure('TARGET_MISSING', `There is no OCI image layout at ${dir}.`, {
      remedy: 'Name the directory that holds oci-layout, index.json and blobs.',
    });
  }
  return { text, path, kind: 'layout', ...(digest === undefined ? {} : { digest }) };
};

const pathOf = (text: string, directory: string): string =>
  resolve(directory, text.startsWith('~') ? join(homedir(), text.slice(1)) : text);

/** `C:\x` is a path, `oci://x` and `github:x` are not; a slash in the middle makes a release on a forge. */
export const spellingOf = (text: string): 'path' | 'scheme' | 'release' => {
  if (/^(?:[./\\~]|[A-Za-z]:[\\/])/.test(text)) return 'path';
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)) return 'scheme';
  return text.includes('/') ? 'release' : 'path';
};

const notSupported = (text: string): Failure =>
  new Failure(
    'TARGET_NOT_SUPPORTED',
    `${text} names a release on a forge, and this version judges what is on this machine or in a registry.`,
    {
      remedy:
        'Download the files of the release into a directory, and name that; a path with a slash begins with ./',
    },
  );
