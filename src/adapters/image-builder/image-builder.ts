// The door `imageBuilder`: the builder that is chosen or found, a room for each build, and its layout in the store.
import { join } from 'node:path';

import type { BuilderChoices } from '../../domain/builder-choice.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ImageBuilder, ImageBuildRequest } from '../../ports/image-builder.ts';
import { placeDockerfile } from '../dockerfile/place-dockerfile.ts';
import { type BlobStore, placeStored } from '../dockerfile/place-stored.ts';
import { placeSubstitutes } from '../dockerfile/place-substitutes.ts';
import { inRoom, type RoomOptions } from '../dockerfile/room.ts';
import { takeLayout } from '../dockerfile/take-layout.ts';
import { createChooser } from './choose.ts';

export interface ImageBuilderOptions extends RoomOptions {
  readonly choices: BuilderChoices;
  /** The absolute path of a checkout, by the workshop's handle; a real path. */
  readonly locate: (handle: string) => string;
  readonly store: BlobStore;
}

/**
 * Builders of this machine, and those that the configuration names. A build's room lies below `scratch` and is removed
 * with all that was written there; the signal ends what runs. Fails beside what the port says with `BUILDER_INVALID`,
 * with `BUILD_INPUT_INVALID` for substitutes, and with `OUTPUT_OUTSIDE` for paths that leave the checkout.
 */
export const createImageBuilder = (options: ImageBuilderOptions): ImageBuilder => {
  const builderFor = createChooser(options.choices, options);
  return {
    chosen: async (platform) => (await builderFor(platform)).chosen(platform),
    build: async (request) => {
      const builder = await builderFor(request.platform);
      return inRoom(options, async (room) => {
        const out = join(room.dir, 'layout');
        const placed = await placeDockerfile(room.dir, options.locate(request.handle), request);
        const given = await placeSubstitutes(room.dir, request.substitutes);
        await builder.makeLayout({
          ...request,
          ...placed,
          room,
          out,
          args: { SOURCE_DATE_EPOCH: String(request.epoch), ...request.args },
          substitutes: await placeStored(room.dir, request.instead ?? {}, options.store, given),
        });
        return takeLayout(out, nameOf(request), options.store);
      });
    },
  };
};

const nameOf = ({ image, platform }: ImageBuildRequest): string => `${image} for ${formatPlatform(platform)}`;
