// The true things that lies are made from: real rehearsals of the widget under one authority whose keys are kept,
// and the same files signed as GitHub Actions would.
import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import { createKeys, type Keys, writeKeys } from '../../src/adapters/local-sigstore/keys.ts';
import { rehearsalRun } from '../../src/adapters/local-sigstore/run.ts';
import { formatTrustedRoot } from '../../src/adapters/local-sigstore/trusted-root.ts';
import { placesOf, writeRehearsal } from '../../src/cli/make/places/directory.ts';
import { rehearse } from '../../src/cli/make/index.ts';
import { REHEARSAL_HOST, type WorkflowRun } from '../../src/domain/identity.ts';
import { GITHUB_ISSUER, REHEARSAL_ISSUER } from '../../src/verify/index.ts';
import { createWidget, type Widget } from '../support/widget.ts';
import { invocation } from './judge.ts';
import { remake } from './remake.ts';
import { createOpenAuthority } from './signing.ts';
import { openTarget } from './target.ts';

/** One release somewhere on disk, and everything that it was signed with. */
export interface Place {
  readonly kind: 'rehearsal' | 'release';
  /** For a rehearsal the directory that `colophon rehearse` wrote. */
  readonly dir: string;
  readonly assets: string;
  readonly repository: string;
  readonly tag: string;
  readonly commit: string;
  readonly run: WorkflowRun;
  readonly keys: Keys;
  /** A TrustedRoot file; for a release it lies outside of it. */
  readonly trustedRoot: string;
}

/** Three releases of one kind, all under one authority. */
export interface Releases {
  readonly current: Place;
  /** v1.1.0 */
  readonly previous: Place;
  /** The same tag of `acme/gadget`, whose files bear the same names. */
  readonly other: Place;
}

export interface World {
  readonly scratch: string;
  readonly rehearsal: Releases;
  readonly release: Releases;
  readonly remove: () => Promise<void>;
}

export const REPOSITORY = 'acme/widget';
export const TAG = 'v1.2.0';
const WORKFLOW = '.github/workflows/release.yml';

/** Makes the world in a new directory below the system's temporary one. */
export const createWorld = async (): Promise<World> => {
  const scratch = await mkdtemp(join(tmpdir(), 'colophon-museum-'));
  const keys = createKeys(Date.now());
  const [current, previous, other] = await Promise.all([
    rehearsed(scratch, 'current', keys, REPOSITORY, TAG),
    rehearsed(scratch, 'previous', keys, REPOSITORY, 'v1.1.0'),
    rehearsed(scratch, 'other', keys, 'acme/gadget', TAG),
  ]);
  const open = { ...keys, authority: createOpenAuthority() };
  const root = join(scratch, 'public-root.json');
  await writeFile(root, formatTrustedRoot(open));
  return {
    scratch,
    rehearsal: { current, previous, other },
    release: {
      current: await published(current, open, root),
      previous: await published(previous, open, root),
      other: await published(other, open, root),
    },
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
};

/** Rehearses for real. The keys lie there beforehand, as after an interrupted run; here a copy of them stays. */
export const rehearsed = async (
  scratch: string,
  name: string,
  keys: Keys,
  repository: string,
  tag: string,
): Promise<Place> => {
  const widget = createTagged(join(scratch, `${name}-repository`), repository);
  const dir = join(scratch, name);
  const commit = widget.git('rev-parse', `${tag}^{commit}`);
  const run = rehearsalRun({ repository, ...IDS, workflow: WORKFLOW }, tag, commit);
  const identity = { san: run.buildSignerUri, issuer: run.issuer };
  const { sigstore, assets, trustedRoot } = placesOf(dir, tag);
  await mkdir(dir, { recursive: true });
  await writeRehearsal(dir, { repository, tag, commit, identity });
  await writeKeys(join(sigstore, 'keys'), keys);
  const answer = await rehearse(widget.dir, { tag, out: dir }, invocation(scratch));
  if (answer.exit !== 0) throw new Error(`the world cannot be made: ${JSON.stringify(answer.document)}`);
  return { kind: 'rehearsal', dir, assets, repository, tag, commit, run, keys, trustedRoot };
};

// The numbers that the stand-in forge gives to every repository.
const IDS = { repositoryId: '1', ownerId: '2' };

const createTagged = (dir: string, repository: string): Widget => {
  const widget = createWidget({
    dir,
    commits: 3,
    change: (copy) => {
      const file = join(copy, 'colophon.yaml');
      writeFileSync(file, stringify(filesOnly(parse(readFileSync(file, 'utf8')) as Project, repository)));
    },
  });
  for (const [index, tag] of ['v1.0.0', 'v1.1.0', TAG].entries())
    widget.git('tag', tag, widget.commits[index] ?? '');
  return widget;
};

interface Project {
  readonly build: { readonly files: object };
  readonly package: object;
}

/** The project without what goes to registries: lies about that are told about a world of its own. */
const filesOnly = (project: Project, repository: string): object => ({
  ...without(project, 'mirror'),
  repository,
  build: { files: without(project.build.files, 'greeting') },
  package: without(project.package, 'manifests', 'charts'),
});

const without = (fields: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/** The files of a rehearsal, signed anew as a release of GitHub Actions by an authority that may vouch for it. */
const published = async (from: Place, keys: Keys, trustedRoot: string): Promise<Place> => {
  const dir = `${from.dir}-published`;
  await cp(from.assets, dir, { recursive: true });
  const { repository, tag, commit } = from;
  const run = githubRun(repository, tag, commit);
  const place: Place = { kind: 'release', dir, assets: dir, repository, tag, commit, run, keys, trustedRoot };
  const target = openTarget(place);
  target.change('.evidence.json', (text) => text.replace('"rehearsed":true', '"rehearsed":false'));
  await remake(target);
  return place;
};

/** What Fulcio would write about a run of this repository's release workflow. */
export const githubRun = (repository: string, tag: string, commit: string): WorkflowRun =>
  asGithub(rehearsalRun({ repository, ...IDS, workflow: WORKFLOW }, tag, commit));

/** A rehearsed run as if GitHub Actions had been it. */
export const asGithub = (run: WorkflowRun): WorkflowRun =>
  Object.fromEntries(
    Object.entries(run).map(([field, value]: [string, string]) => [
      field,
      value
        .replace(REHEARSAL_ISSUER, GITHUB_ISSUER)
        .replace(`https://${REHEARSAL_HOST}/`, 'https://github.com/'),
    ]),
  ) as unknown as WorkflowRun;
