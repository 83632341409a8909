// What makes an image from a Dockerfile whole: outputs for each platform, no secrets, builders that something is built by.
import { isSecretName } from '../../domain/secret-name.ts';
import type { ImageShape } from './content-schema.ts';
import type { Path } from './document.ts';
import { giverRule } from './image-givers.ts';
import type { Say } from './say.ts';
import type { Shape } from './schema.ts';

/** Says what is wrong with the Dockerfile of one image. */
export const dockerfileRules = (
  { dockerfile, platforms }: ImageShape,
  shape: Shape,
  above: Path,
  say: Say,
): void => {
  if (dockerfile === undefined) return;
  const path = [...above, 'dockerfile'];
  const builders = shape.build?.files ?? {};
  for (const [index, { from }] of (dockerfile.inputs ?? []).entries())
    giverRule(from, builders, platforms, [...path, 'inputs', index, 'from'], say);
  for (const [text, base] of Object.entries(dockerfile.substitutes ?? {})) {
    if (typeof base === 'object' && base.from !== undefined)
      giverRule(base.from, builders, platforms, [...path, 'substitutes', text, 'from'], say);
  }
  // Arguments stay in the image's history and in its provenance, for everyone to read.
  for (const name of Object.keys(dockerfile.args ?? {})) {
    if (isSecretName(name))
      say([...path, 'args', name], `${name} is a credential: builds never see it`, 'key');
  }
};

/** Says what is wrong with `build.builders` and `build.emulate`. */
export const imageBuilderRules = (shape: Shape, say: Say): void => {
  const made = Object.values(shape.build?.images ?? {})
    .filter(({ dockerfile }) => dockerfile !== undefined)
    .flatMap(({ platforms }) => platforms);
  for (const [platform, builder] of Object.entries(shape.build?.builders ?? {})) {
    const path: Path = ['build', 'builders', platform];
    const unused = platform === '*' ? made.length === 0 : !made.includes(platform);
    if (unused) {
      const what = platform === '*' ? 'at all' : `for ${platform}`;
      say(path, `no image is built from a Dockerfile ${what}`, 'key');
    }
    const address = typeof builder === 'string' ? builder : builder.address;
    if (typeof builder !== 'string' && !address.startsWith('tcp://')) {
      say([...path, 'address'], 'certificates belong to an address: `tcp://host:port`');
    } else if (typeof builder === 'string' && address.startsWith('tcp://') && !isLoopback(address)) {
      const message =
        'over a network a builder and we show each other certificates: `{ address, ca, cert, key }`';
      say(path, message);
    }
  }
  const emulated = shape.build?.emulate ?? [];
  for (const [index, platform] of emulated.entries()) {
    const path: Path = ['build', 'emulate', index];
    if (!made.includes(platform)) say(path, `no image is built from a Dockerfile for ${platform}`);
    if (emulated.indexOf(platform) < index) say(path, `the platform ${platform} stands twice`);
  }
};

const isLoopback = (address: string): boolean =>
  /^tcp:\/\/(localhost|127(\.[0-9]{1,3}){3}|\[::1\]):/.test(address);
