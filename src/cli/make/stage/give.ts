// Gives outcomes away: a layout that holds one manifest, and nothing that the outcomes do not point at.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { createStore } from '../../../adapters/oci-layout/index.ts';
import { writeWhole } from '../../../adapters/system/write-whole.ts';
import { byBytes } from '../../../domain/byte-order.ts';
import type { Descriptor } from '../../../domain/descriptor.ts';
import { Failure } from '../../../domain/failure.ts';
import { OCI_EMPTY, OCI_INDEX } from '../../../domain/oci.ts';
import { descriptorsIn } from '../../../engine/closure.ts';
import { formatOciDocument, parseOciDocument } from '../../../formats/oci/document.ts';
import { parseOutcome } from '../../../formats/outcome/index.ts';
import type { Store } from '../../../ports/store.ts';
import {
  EMPTY_CONFIG,
  formatHandover,
  type Handover,
  HANDOVER_MEDIA_TYPE,
  type HandoverDocuments,
} from './handover.ts';

export interface Package {
  readonly documents: HandoverDocuments;
  readonly blobs: readonly Descriptor[];
}

/** What a hand-over consists of: the outcomes and everything that they point at, sorted by digest. */
export const packageOf = async (handover: Handover, store: Store): Promise<Package> => {
  const found = new Map<string, Descriptor>();
  for (const { outcome } of handover.lines) {
    found.set(outcome.digest, plain(outcome));
    const value = parseOutcome(handover.stage, await store.bytes(outcome));
    for (const content of descriptorsIn(value)) found.set(content.digest, plain(content));
  }
  const blobs = [...found.values()].sort((a, b) => byBytes(a.digest, b.digest));
  return { documents: formatHandover(handover, blobs), blobs };
};

/**
 * Writes the layout below `dir`. Fails with `OUT_NOT_EMPTY` when something else than an earlier layout lies there,
 * before anything is written.
 */
export const give = async ({ documents, blobs }: Package, store: Store, dir: string): Promise<void> => {
  if (!(await mayTake(dir)))
    throw new Failure('OUT_NOT_EMPTY', `${dir} is not empty, and nothing that was given lies there`, {
      remedy: 'name an empty or new directory with --give',
    });
  // Only what is given now may lie there, and the index that names it comes last.
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const layout = createStore(dir);
  await layout.write(EMPTY_CONFIG, OCI_EMPTY);
  for (const blob of blobs) await layout.write(store.read(blob), blob.mediaType);
  const { ledger, manifest } = documents;
  await layout.write(ledger.bytes, ledger.content.mediaType);
  await layout.write(manifest.bytes, manifest.content.mediaType);
  await rm(join(dir, 'incoming'), { recursive: true, force: true });
  const manifests = [{ ...manifest.content, artifactType: HANDOVER_MEDIA_TYPE }];
  const index = formatOciDocument({ kind: 'index', mediaType: OCI_INDEX, manifests });
  await writeWhole(join(dir, 'index.json'), index);
};

/** An empty place, or what an earlier run of the same command has given: any other layout is someone's work. */
const mayTake = async (dir: string): Promise<boolean> => {
  const found = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Failure('OUT_UNUSABLE', `${dir} cannot be used as a directory (${error.code ?? 'unknown'})`, {
      remedy: 'name a directory that can be written with --give',
      cause: error,
    });
  });
  if (found.length === 0) return true;
  if (found.some((name) => !LAYOUT.has(name))) return false;
  try {
    const document = parseOciDocument(await readFile(join(dir, 'index.json')));
    const manifests = document.kind === 'index' ? document.manifests : [];
    return (
      manifests.length > 0 && manifests.every(({ artifactType }) => artifactType === HANDOVER_MEDIA_TYPE)
    );
  } catch {
    return false;
  }
};

const LAYOUT: ReadonlySet<string> = new Set(['oci-layout', 'index.json', 'blobs']);

const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });
