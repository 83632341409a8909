// The layers of an image: hashed where that costs no transfer or was asked for, and then perhaps looked into: an image
// is for the machine that its programs are for.
import type { Descriptor } from '../domain/descriptor.ts';
import { Failure } from '../domain/failure.ts';
import { ELF_HEAD, elfMachine, runsOn } from '../formats/elf-machine.ts';
import { layerType, unpackLayer } from '../formats/oci/unpack-layer.ts';
import { type LayerEntry, readLayer } from '../formats/tar/layer.ts';
import { blobFault, type Place } from './manifest-reading.ts';
import type { Fault } from './signature.ts';

/** The first thing that is wrong with a layer of an image for this platform; `undefined` also where layers are not read. */
export const layerFault = async (
  place: Place,
  repository: string,
  layer: Descriptor,
  platform: string,
): Promise<Fault | undefined> => {
  const type = layerType(layer.mediaType);
  if (type === undefined)
    return { code: 'DESCRIPTOR_MISMATCH', message: `${layer.digest} is ${layer.mediaType}, no layer` };
  if (!place.layers && !place.deep) return undefined;
  const fault = await blobFault(place, repository, layer);
  if (fault !== undefined || !place.deep) return fault;
  const [, architecture = ''] = platform.split('/');
  try {
    const bytes = unpackLayer(place.registry.blob(repository, layer), type.packing);
    for await (const entry of readLayer(bytes)) {
      const program = entry.type === 'file' ? elfMachine(await head(entry)) : undefined;
      if (program?.runs === true && !runsOn(program.architecture, architecture))
        return {
          code: 'BINARY_OF_OTHER_PLATFORM',
          message: `${entry.path} is for ${program.architecture}, and the image for ${platform}`,
        };
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || !error.code.startsWith('ARCHIVE_')) throw error;
    return { code: 'MANIFEST_MALFORMED', message: `${layer.digest} is no layer: ${error.message}` };
  }
};

const head = async ({ bytes }: LayerEntry): Promise<Uint8Array> => {
  const begun = new Uint8Array(ELF_HEAD);
  let length = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(0, ELF_HEAD - length);
    begun.set(part, length);
    length += part.length;
    if (length === ELF_HEAD) break;
  }
  return begun.subarray(0, length);
};
