// Layers of other people's images, without their compression (OCI image-spec 1.1, layer.md; Docker's schema 2).
import { createGunzip, createZstdDecompress } from 'node:zlib';

import { Failure } from '../../domain/failure.ts';
import { throughZlib, ZLIB_CHUNK } from '../spdx/through-zlib.ts';

export type LayerPacking = 'gzip' | 'zstd' | 'none';

/** A layer's media type as OCI calls it, and how it is packed; `undefined` for a type that is not taken. */
export const layerType = (
  mediaType: string,
): { readonly mediaType: string; readonly packing: LayerPacking } | undefined => TYPES[mediaType];

const OCI_TAR = 'application/vnd.oci.image.layer.v1.tar';
const DOCKER_TAR = 'application/vnd.docker.image.rootfs.diff.tar';
const PLAIN = { mediaType: OCI_TAR, packing: 'none' } as const;
const GZIP = { mediaType: `${OCI_TAR}+gzip`, packing: 'gzip' } as const;
const ZSTD = { mediaType: `${OCI_TAR}+zstd`, packing: 'zstd' } as const;

// The bytes are the same, whoever names them.
const TYPES: Readonly<Record<string, typeof PLAIN | typeof GZIP | typeof ZSTD>> = {
  [OCI_TAR]: PLAIN,
  [`${OCI_TAR}+gzip`]: GZIP,
  [`${OCI_TAR}+zstd`]: ZSTD,
  [DOCKER_TAR]: PLAIN,
  [`${DOCKER_TAR}.gzip`]: GZIP,
  [`${DOCKER_TAR}.zstd`]: ZSTD,
};

/** The tar, streamed; several gzip members one after another are one, as runtimes read them. Fails with `ARCHIVE_DAMAGED`. */
export const unpackLayer = (
  bytes: AsyncIterable<Uint8Array>,
  packing: LayerPacking,
): AsyncIterable<Uint8Array> =>
  packing === 'none'
    ? bytes
    : throughZlib(
        bytes,
        packing === 'gzip'
          ? createGunzip({ chunkSize: ZLIB_CHUNK })
          : createZstdDecompress({ chunkSize: ZLIB_CHUNK }),
        (cause) =>
          new Failure('ARCHIVE_DAMAGED', `the layer is no ${packing}`, {
            remedy: 'Use another base, or have it made again.',
            cause,
          }),
      );
