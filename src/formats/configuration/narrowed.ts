// A part of a release, for a fast rehearsal: what was named, what that needs, and the platforms that were asked for.
// What is left out is told by name: such a run never proves as a whole release.
import type { Platform } from '../../domain/platform.ts';
import { Failure } from '../../domain/failure.ts';
import type { Settings } from '../../domain/settings.ts';
import { chosen, everyId, type Parts, partsOf } from './chosen.ts';
import { filledLists } from './filled-lists.ts';
import { type LeftOut, leftOut } from './left-out.ts';
import { onPlatforms, platformNames, type UnmadePlatform, withoutPlatforms } from './on-platforms.ts';

export interface Narrowing {
  /**
   * Ids of builders and images, asset templates of packaged things as they are written, directories of charts;
   * empty: everything.
   */
  readonly only: readonly string[];
  /** One without a variant means every variant of its architecture; empty: all. */
  readonly platforms: readonly Platform[];
}

export interface Narrowed {
  readonly settings: Settings;
  /** In the order of the configuration; empty when nothing was left out. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The settings of a part of a release. Kept is what `only` names, everything that it needs, and the files and
 * archives that are made of a named builder. Fails with `USAGE` for ids and platforms that are not there, and when
 * one of what was named is not made for the platforms.
 */
export const narrowed = (settings: Settings, { only, platforms }: Narrowing): Narrowed => {
  const all = partsOf(settings);
  const unknown = only.find((id) => !everyId(all).includes(id));
  if (unknown !== undefined) throw noSuch('id', unknown, everyId(all));
  const wanted = only.length === 0 ? all : chosen(all, only);
  const there = platformNames(all);
  for (const platform of platforms) {
    const none = there.length > 0 && platformNames(all, [platform]).length === 0;
    if (none) throw noSuch('platform', nameOf(platform), there);
  }
  const kept = platforms.length === 0 ? wanted : onPlatforms(wanted, platforms);
  const lost = only.find((id) => !everyId(kept).includes(id));
  if (lost !== undefined) {
    const message = `${lost} is not made for ${platforms.map(nameOf).join(', ')}`;
    throw new Failure('USAGE', message, { remedy: `there are the platforms ${there.join(', ')}` });
  }
  return smaller(settings, kept);
};

/** The settings without platforms of images that cannot be made here, and without what cannot be made then. */
export const without = (settings: Settings, unmade: readonly UnmadePlatform[]): Narrowed =>
  smaller(settings, withoutPlatforms(partsOf(settings), unmade));

const smaller = (settings: Settings, parts: Parts): Narrowed => {
  const left = filledLists(settings, withParts(settings, parts));
  return { settings: left, leftOut: leftOut(settings, left) };
};

const nameOf = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');

const noSuch = (kind: string, name: string, there: readonly string[]): Failure =>
  new Failure('USAGE', `the configuration has no ${kind} ${JSON.stringify(name)}`, {
    remedy: there.length === 0 ? 'it builds and packages nothing' : `there are ${there.join(', ')}`,
  });

/** Every section with these parts alone, and the places of those alone. */
const withParts = (settings: Settings, parts: Parts): Settings => {
  const { builders, images, files, archives, manifests, charts } = parts;
  const { targets: all } = settings.build;
  const targets = {
    ...all,
    images: all.images.flatMap((target) => {
      const image = images.find(({ id }) => id === target.id);
      return image === undefined ? [] : [{ ...target, platforms: image.platforms }];
    }),
    charts: all.charts.filter(({ path }) => charts.some((chart) => chart.path === path)),
  };
  return {
    gate: { ...settings.gate, targets },
    build: { ...settings.build, files: builders, images, targets },
    assemble: { targets },
    package: { ...settings.package, files, archives, manifests, charts, targets },
    sbom: { ...settings.sbom, targets },
    notes: { ...settings.notes, targets },
    checksum: { ...settings.checksum, targets },
    provenance: { ...settings.provenance, targets },
    sign: { ...settings.sign, targets },
    push: { targets },
    mirror: { targets },
    draft: { ...settings.draft, targets },
    prove: { targets },
    seal: { targets },
    publish: { ...settings.publish, targets },
    confirm: { targets },
  };
};
