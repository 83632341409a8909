// Judges sources against `rings.json`: what points up, sideways or outside where it may not.
import { posix } from 'node:path';

import { importsOf } from './imports.ts';
import type { Folder, Reach, Ring, Rings } from './table.ts';

export interface Source {
  /** From the root of the repository, such as `src/formats/tar/write.ts`. */
  readonly path: string;
  readonly text: string;
}

/** One sentence for each thing that is not allowed; empty when all is well. */
export const violationsIn = (rings: Rings, sources: readonly Source[]): readonly string[] =>
  sources.flatMap((source) => {
    const place = placeOf(rings, source.path);
    if (typeof place === 'string') return [`${source.path}: ${place}`];
    return [
      ...importsOf(source.text).flatMap((found) => judge(rings, place, source.path, found.specifier)),
      ...ambient(place, source),
    ];
  });

interface Place {
  readonly ringName: string;
  readonly ring: Ring;
  readonly folderName: string | undefined;
  readonly folder: Folder | undefined;
  readonly file: string;
}

const placeOf = (rings: Rings, path: string): Place | string => {
  const [top, ringName = '', ...rest] = path.split('/');
  const ring = rings[ringName];
  if (top !== 'src' || ring === undefined || rest.length === 0) return 'it stands in no ring of rings.json';
  const folderName = ring.folders !== undefined && rest.length > 1 ? rest[0] : undefined;
  const folder = folderName === undefined ? undefined : ring.folders?.[folderName];
  if (folderName !== undefined && folder === undefined)
    return `rings.json knows no folder ${ringName}/${folderName}`;
  return { ringName, ring, folderName, folder, file: rest.at(-1) ?? '' };
};

const judge = (rings: Rings, from: Place, path: string, specifier: string | undefined): readonly string[] => {
  if (specifier === undefined) return [`${path}: the target of an import is computed`];
  const reason = specifier.startsWith('.')
    ? wrongFile(rings, from, posix.join(posix.dirname(path), specifier))
    : specifier.startsWith('node:')
      ? wrongOutside(from, 'node', specifier.slice('node:'.length))
      : wrongOutside(from, 'packages', specifier);
  return reason === undefined ? [] : [`${path}: ${reason}`];
};

const wrongFile = (rings: Rings, from: Place, path: string): string | undefined => {
  const to = placeOf(rings, path);
  if (typeof to === 'string') return `imports ${path}: ${to}`;
  if (to.ringName !== from.ringName) {
    if (!from.ring.imports.includes(to.ringName))
      return `${from.ringName} may not import ${to.ringName} (${path})`;
    return isConsumer(from) && !isConsumer(to)
      ? `a consumer's code imports what only producers have (${path})`
      : undefined;
  }
  if (from.folderName === undefined || to.folderName === from.folderName) return undefined;
  if (to.folderName === undefined) {
    return to.file === 'index.ts' ? `a folder imports the index that lists it (${path})` : undefined;
  }
  if (from.folder?.siblings?.[to.folderName] !== undefined) return undefined;
  return `${from.ringName}/${from.folderName} may not import ${from.ringName}/${to.folderName} (${path})`;
};

const isConsumer = ({ ring, folder }: Place): boolean => (folder ?? ring).consumer === true;

const wrongOutside = (from: Place, kind: 'node' | 'packages', name: string): string | undefined => {
  const reach: Reach = from.folder ?? from.ring;
  const covers = (known: string): boolean =>
    name === known || (!isEntry(known) && name.startsWith(`${known}/`));
  if ((reach[kind] ?? []).some(covers)) return undefined;
  const where = from.folderName === undefined ? from.ringName : `${from.ringName}/${from.folderName}`;
  return `${where} may not use ${kind === 'node' ? 'node:' : 'the package '}${name}`;
};

/** `zod/mini` and `fs/promises` name one entry, `@sigstore/core` and `fs` the whole. */
const isEntry = (known: string): boolean => known.split('/').length > (known.startsWith('@') ? 2 : 1);

/** What no ring below `cli` may take from the air: it is handed time, environment, place and chance. */
const AMBIENT =
  /\b(?:process\.(?:env|argv|cwd|exit|exitCode|stdout|stderr|stdin|on)\b|Date\.now\(|new Date\(\)|Math\.random\(|console\.)/;

const ambient = (place: Place, { path, text }: Source): readonly string[] => {
  if (place.ringName === 'cli' || place.folderName === 'system') return [];
  return text
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line))
    .flatMap((line) => AMBIENT.exec(line) ?? [])
    .map((found) => `${path}: takes ${found} from the air; only cli may`);
};
