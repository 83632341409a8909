// What crosses the sections of a configuration: ids that exist, builders of one kind, names that differ.
import { isSecretName } from '../../domain/secret-name.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { Fault } from '../../domain/failure.ts';
import { builderRules } from './builder-rules.ts';
import { chartRules, manifestRules, mirrorRules } from './content-rules.ts';
import { chartRulesOf, chartTargetsOf, imageTargetsOf, manifestRulesOf } from './derive-content.ts';
import type { Locate, Path } from './document.ts';
import { named } from './faults.ts';
import { imageRules } from './image-rules.ts';
import { aliasesOf, archiveRulesOf, buildersOf, fileRulesOf } from './derive.ts';
import { contentNames } from './content-names.ts';
import { packageNames } from './package-names.ts';
import { collisions, nameFault } from '../names.ts';
import { placeholdersOf } from '../template.ts';
import { type Say, unknownId } from './say.ts';
import type { Shape } from './schema.ts';

export interface CodedFault extends Fault {
  readonly code: FailureCode;
}

/** Every fault of a configuration whose shape is right. */
export const crossFaults = (shape: Shape, locate: Locate): readonly CodedFault[] => {
  const faults: CodedFault[] = [];
  const say: Say = (path, message, part = 'value', code = 'CONFIG_INVALID') => {
    faults.push({ code, message: `${named(path)}: ${message}`, at: locate(path, part) });
  };
  later(shape, say);
  credentials(shape, say);
  builderRules(shape, say);
  imageRules(shape, say);
  packageRules(shape, say);
  manifestRules(shape, say);
  chartRules(shape, say);
  mirrorRules(shape, say);
  // Names are judged once everything that they are made from is sound.
  if (faults.every(({ code }) => code === 'NOT_YET_SUPPORTED')) nameRules(shape, say);
  return faults;
};

const later = (shape: Shape, say: Say): void => {
  const value = shape.publish?.upload;
  const nothing =
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (nothing) return;
  say(['publish', 'upload'], 'this is not supported yet: take the section out', 'key', 'NOT_YET_SUPPORTED');
};

// With a credential a build could speak in the release's name (trust: handing over, and what isolates).
const credentials = (shape: Shape, say: Say): void => {
  for (const [index, name] of (shape.build?.env?.pass ?? []).entries()) {
    if (isSecretName(name))
      say(['build', 'env', 'pass', index], `${name} is a credential: builds never see it`);
  }
};

const packageRules = (shape: Shape, say: Say): void => {
  const builders = buildersOf(shape);
  const ids = builders.map(({ id }) => id);
  const published = [...fileRulesOf(shape), ...manifestRulesOf(shape), ...chartRulesOf(shape)].map(
    ({ asset }) => asset,
  );
  for (const [index, { from }] of (shape.package?.files ?? []).entries()) {
    if (!ids.includes(from)) say(['package', 'files', index, 'from'], unknownId(from, ids));
  }
  for (const [index, { from, formats }] of archiveRulesOf(shape).entries()) {
    const path = ['package', 'archives', index];
    const written = shape.package?.archives?.[index]?.from;
    for (const [at, word] of from.entries()) {
      const place = typeof written === 'string' ? [...path, 'from'] : [...path, 'from', at];
      if (word !== 'source' && !ids.includes(word) && !published.includes(word))
        say(place, unknownId(word, ids));
      if (word === 'source' && from.length > 1)
        say(place, 'source stands alone: a source archive holds nothing else');
      if (from.indexOf(word) < at) say(place, `${word} stands twice`);
    }
    const systems = builders
      .filter(({ id }) => from.includes(id))
      .flatMap(({ targets }) => targets.map((t) => t.platform.os));
    for (const system of Object.keys(formats)) {
      if (!systems.includes(system))
        say([...path, 'format', system], `nothing here is built for ${system}`, 'key');
    }
  }
};

const nameRules = (shape: Shape, say: Say): void => {
  const names = packageNames(
    {
      aliases: aliasesOf(shape),
      files: fileRulesOf(shape),
      archives: archiveRulesOf(shape),
      manifests: manifestRulesOf(shape),
      charts: chartRulesOf(shape),
    },
    buildersOf(shape),
  ).map(({ name, section, index }) => ({ name, path: ['package', section, index, 'asset'] as Path }));
  const lists = (shape.checksum?.lists ?? []).map(({ asset }, index) => ({
    name: asset,
    path: ['checksum', 'lists', index, 'asset'] as Path,
  }));
  const about = contentNames(imageTargetsOf(shape), chartTargetsOf(shape)).map(({ name, kind, key }) => ({
    name,
    path: (kind === 'image'
      ? ['build', 'images', key, 'repository']
      : ['package', 'charts', key, 'path']) as Path,
  }));
  for (const { name, path } of names) {
    const without = placeholdersOf(name).find((word) => PLATFORM.includes(word));
    if (without !== undefined)
      say(path, `{${without}} stands for nothing: no builder named here has platforms`);
    const fault = nameFault(name.replaceAll(/[{}]/g, ''));
    if (fault !== undefined) say(path, `an asset would be called ${name}: ${fault}`);
  }
  const all = [...names, ...lists, ...about];
  const told = new Set<string>();
  for (const [one, other] of collisions(all.map(({ name }) => name))) {
    // Of names that differ in case only, the later one is told; of equal ones the last.
    const path = all.findLast(({ name }) => name === other)?.path ?? ['package'];
    if (told.has(named(path))) continue;
    told.add(named(path));
    say(
      path,
      `two assets would be called ${one === other ? one : `${one} and ${other}`}`,
      'value',
      'ASSET_NAME_TWICE',
    );
  }
};

const PLATFORM = ['os', 'arch', 'variant', 'target', 'exe'];
