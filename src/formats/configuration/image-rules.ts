// What makes an image whole: files that are built for each of its platforms, tags that a release can give.
import type { BuilderShape, Shape } from './schema.ts';
import type { ImageShape } from './content-schema.ts';
import { dockerfileRules, imageBuilderRules } from './dockerfile-rules.ts';
import type { Path } from './document.ts';
import { giverRule, targetsOf } from './image-givers.ts';
import type { Say } from './say.ts';

/** Says what is wrong with the images of `build.images`. */
export const imageRules = (shape: Shape, say: Say): void => {
  for (const [id, image] of Object.entries(shape.build?.images ?? {})) {
    const path: Path = ['build', 'images', id];
    const { dockerfile, layers } = image;
    if (dockerfile !== undefined && layers !== undefined) {
      say([...path, 'dockerfile'], 'an image is made of `layers` or from a `dockerfile`, not both', 'key');
    } else if (layers === undefined) {
      if (dockerfile === undefined)
        say(path, 'what the image holds must stand here: `layers`, or a `dockerfile`', 'key');
    } else if ((layers.base ?? 'scratch') === 'scratch' && (layers.files ?? []).length === 0) {
      say([...path, 'layers'], 'an image from scratch without files holds nothing', 'key');
    }
    platforms(image, path, say);
    names(image, shape, path, say);
    contents(image, shape, path, say);
    dockerfileRules(image, shape, path, say);
  }
  imageBuilderRules(shape, say);
  repositories(shape, say);
};

const platforms = ({ platforms: given }: ImageShape, path: Path, say: Say): void => {
  for (const [index, platform] of given.entries()) {
    if (given.indexOf(platform) < index)
      say([...path, 'platforms', index], `the platform ${platform} stands twice`);
  }
};

/** Tags as this release's, so that `{tag}` and `v{version}` are seen to be the same. */
const expanded = (tag: string, shape: Shape): string =>
  tag.replaceAll('{tag}', shape.gate?.tag ?? 'v{version}');

const names = (image: ImageShape, shape: Shape, path: Path, say: Say): void => {
  const { tags = ['{tag}'], moving = [], known = [] } = image;
  for (const [index, tag] of tags.entries()) {
    const place = image.tags === undefined ? path : [...path, 'tags', index];
    const [refused] = /[/@]/.exec(expanded(tag, shape)) ?? [];
    if (refused !== undefined) {
      const message = `the tags of this release hold \`${refused}\`, which no tag of an image may: write tags: ['{version}']`;
      say(place, message, image.tags === undefined ? 'key' : 'value', 'TAG_NOT_FOR_IMAGES');
    }
    if (tags.findIndex((other) => expanded(other, shape) === expanded(tag, shape)) < index)
      say(place, `the tag ${tag} stands twice`);
  }
  for (const [index, name] of moving.entries()) {
    if (moving.indexOf(name) < index) say([...path, 'moving', index], `the name ${name} stands twice`);
  }
  for (const [index, name] of known.entries()) {
    const other = Object.entries(shape.build?.images ?? {}).find(
      ([, { repository, known: theirs = [] }]) =>
        repository === name || theirs.some((one, at) => one === name && (theirs !== known || at < index)),
    );
    if (other !== undefined) say([...path, 'known', index], `${name} means the image ${other[0]} already`);
  }
};

const contents = ({ layers, platforms: wanted }: ImageShape, shape: Shape, path: Path, say: Say): void => {
  const builders = shape.build?.files ?? {};
  const files = layers?.files ?? [];
  for (const [index, { from, target }] of files.entries()) {
    const place = [...path, 'layers', 'files', index];
    const builder = Object.hasOwn(builders, from) ? builders[from] : undefined;
    if (builder === undefined || target === undefined)
      giverRule(from, builders, wanted, [...place, 'from'], say);
    else oneTarget(from, builder, target, wanted, [...place, 'target'], say);
  }
  chosen(files, builders, wanted, [...path, 'layers', 'files'], say);
  const base = layers?.base;
  if (typeof base === 'object' && base.from !== undefined)
    giverRule(base.from, builders, wanted, [...path, 'layers', 'base', 'from'], say);
};

/** A chosen target serves the one platform that it is built for. */
const oneTarget = (
  from: string,
  builder: BuilderShape,
  target: string,
  wanted: readonly string[],
  place: Path,
  say: Say,
): void => {
  const targets = targetsOf(builder);
  const platform = targets.get(target);
  if (platform === undefined) {
    const there = targets.size === 0 ? 'none' : [...targets.keys()].join(', ');
    say(place, `${from} has no target ${JSON.stringify(target)}; there are ${there}`);
  } else if (!wanted.includes(platform)) say(place, `the image is not made for ${platform}`);
};

/** Where targets of a builder are chosen, one must be chosen for each platform of the image. */
const chosen = (
  files: NonNullable<NonNullable<ImageShape['layers']>['files']>,
  builders: Readonly<Record<string, BuilderShape>>,
  wanted: readonly string[],
  path: Path,
  say: Say,
): void => {
  for (const from of new Set(files.map((file) => file.from))) {
    const rows = files.filter((file) => file.from === from);
    const builder = Object.hasOwn(builders, from) ? builders[from] : undefined;
    if (builder === undefined || rows.some(({ target }) => target === undefined)) continue;
    const targets = targetsOf(builder);
    const served = rows.map(({ target = '' }) => targets.get(target));
    const missing = wanted.find((platform) => !served.includes(platform));
    if (missing !== undefined && !served.includes(undefined)) {
      const place = [...path, files.findIndex((file) => file.from === from), 'target'];
      say(place, `no target of ${from} is chosen for ${missing}`);
    }
  }
};

const repositories = (shape: Shape, say: Say): void => {
  const seen = new Map<string, string>();
  for (const [id, { repository, tags = ['{tag}'], moving = ['latest'] }] of Object.entries(
    shape.build?.images ?? {},
  )) {
    for (const tag of new Set([...tags, ...moving].map((name) => expanded(name, shape)))) {
      const name = `${repository}:${tag}`;
      const other = seen.get(name);
      seen.set(name, other ?? id);
      if (other === undefined) continue;
      say(['build', 'images', id, 'repository'], `this and the image ${other} would both be ${name}`);
      break;
    }
  }
};
