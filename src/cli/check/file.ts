// One file with its bundle: given, beside it, or the release's provenance in the same directory.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { createDirectory } from '../../adapters/directory/index.ts';
import { createDigester } from '../../adapters/system/digester.ts';
import { Failure } from '../../domain/failure.ts';
import { refuses } from '../../domain/finding.ts';
import type { Verdict } from '../../domain/verdict.ts';
import {
  bundleLooksRehearsed,
  type FileRequest,
  fileWithoutBundle,
  type Policy,
  rehearsalRefused,
  verifyFile,
} from '../../verify/index.ts';
import type { Invocation } from '../command.ts';
import { behindLinks } from './at-path.ts';
import { rehearsalPolicy, releasePolicy } from './expectations.ts';
import type { VerifyOptions } from './options.ts';
import { readRehearsalDirectory, rehearsalAbove } from './rehearsal-directory.ts';
import type { LocalTarget } from './target.ts';

type Bundle = FileRequest['bundle'];

const BUNDLE_LIMIT = 16 * 1024 * 1024;
const DOCUMENT_LIMIT = 256 * 1024 * 1024;

export const judgeFile = async (
  target: LocalTarget,
  options: VerifyOptions,
  invocation: Invocation,
): Promise<Verdict> => {
  const name = basename(target.path);
  const directory = createDirectory(dirname(target.path), createDigester({ jobs: invocation.jobs }));
  const beside = (await directory.list()).map((entry) => entry.name);
  const bundles = findBundles(target, options, beside, invocation.directory);
  if (options.rehearsal !== true && bundles.some(({ bytes }) => bundleLooksRehearsed(bytes)))
    return rehearsalRefused(target.text);
  const policy = policyFor(target, options, invocation.directory);
  if (bundles.length === 0) return fileWithoutBundle(name, policy);
  const [found] = await directory.digests([name]);
  if (found === undefined) throw new TypeError(`no digest of ${name}`);
  const file = {
    name: options.as ?? name,
    digest: found.digest,
    bytes: () => directory.bytes(name, DOCUMENT_LIMIT),
  };
  const verdicts: Verdict[] = [];
  for (const bundle of bundles) {
    const verdict = await verifyFile({ file, bundle, policy, beside });
    if (!verdict.findings.some(refuses)) return verdict;
    verdicts.push(verdict);
  }
  // Several bundles, none of which proves it: the one that speaks of this very file says why.
  const speaks = verdicts.find(({ findings }) => findings.every(({ code }) => code !== 'SUBJECT_MISSING'));
  return speaks ?? verdicts[0] ?? fileWithoutBundle(name, policy);
};

const policyFor = (target: LocalTarget, options: VerifyOptions, directory: string): Policy => {
  if (options.rehearsal !== true) return releasePolicy(options, target, directory);
  const above = rehearsalAbove(target.path);
  return rehearsalPolicy(options, above === undefined ? undefined : readRehearsalDirectory(above), directory);
};

const findBundles = (
  target: LocalTarget,
  { bundle, as }: VerifyOptions,
  beside: readonly string[],
  directory: string,
): readonly Bundle[] => {
  if (bundle !== undefined) return [read(resolve(directory, bundle))];
  const own = [basename(target.path), as ?? basename(target.path)]
    .map((name) => `${name}.sigstore.json`)
    .find((name) => beside.includes(name));
  const names =
    own === undefined ? beside.filter((name) => name.endsWith('.intoto.jsonl')).slice(0, 8) : [own];
  return names.map((name) => read(join(dirname(target.path), name)));
};

const read = (path: string): Bundle => {
  const about = behindLinks(path);
  if (about?.isFile() !== true)
    throw new Failure('TARGET_MISSING', `There is no bundle at ${path}.`, {
      remedy: 'Name a Sigstore bundle with --bundle.',
    });
  if (about.size > BUNDLE_LIMIT)
    throw new Failure('FILE_TOO_LARGE', `${path} is larger than any bundle.`, {
      remedy: 'Name a Sigstore bundle with --bundle.',
    });
  return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
};
