// The door `source` over a git repository: exact names, commits, trees and bytes; only read.
import { Failure } from '../../domain/failure.ts';
import type { Commit, Source } from '../../ports/source.ts';
import { type Git, gitFailed } from './command.ts';
import { parseCommit } from './commit-object.ts';
import { candidates, isRefName, parseRevision, refUnknown } from './names.ts';
import type { GitObject, Objects } from './objects.ts';
import { readTree, type Tree, type TreeEntry } from './tree.ts';

/** Blobs up to this size are read through the long-lived process; larger ones get one of their own. */
const SMALL = 1024 * 1024;

/** A `Source` over this repository. */
export const createSource = (git: Git, objects: Objects): Source => {
  const trees = new Map<string, Promise<Tree>>();
  const tree = (commit: string): Promise<Tree> => {
    const known = trees.get(commit) ?? readTree(git, whole(commit));
    trees.set(commit, known);
    return known;
  };
  const commitAt = async (name: string): Promise<Commit | undefined> => {
    if (DESCRIPTION.test(name) && !(await isRef(git, name))) return undefined;
    const found = await objects.get(`${name}^{commit}`);
    return found === undefined ? undefined : parsed(found);
  };
  const tag = async (name: string): Promise<string | undefined> =>
    isRefName(name) ? (await commitAt(`refs/tags/${name}`))?.id : undefined;

  return {
    commit: async (ref) => {
      const { name, steps } = parseRevision(ref);
      for (const candidate of candidates(name)) {
        if ((await commitAt(candidate)) === undefined) continue;
        const commit = await commitAt(candidate + steps);
        if (commit !== undefined) return commit;
      }
      throw refUnknown(ref, 'no tag, branch or commit has exactly this name');
    },
    tag,
    tagsBefore: async (commit) => {
      const names = await refs(git, ['--merged', whole(commit), 'refs/tags']);
      const tags = names.map(async (ref) => ({
        name: ref.slice('refs/tags/'.length),
        commit: await tag(ref.slice('refs/tags/'.length)),
      }));
      return (await Promise.all(tags)).flatMap(({ name, commit: id }) =>
        id === undefined ? [] : [{ name, commit: id }],
      );
    },
    branches: async () => {
      const names = await refs(git, ['refs/heads', 'refs/remotes/origin']);
      const found = names
        .filter((ref) => ref !== 'refs/remotes/origin/HEAD')
        .map(async (ref) => ({
          name: ref.replace(/^refs\/(?:heads|remotes\/origin)\//, ''),
          commit: (await commitAt(ref))?.id,
        }));
      const branches = (await Promise.all(found)).flatMap(({ name, commit }) =>
        commit === undefined ? [] : [{ name, commit }],
      );
      return [...new Map(branches.map((branch) => [`${branch.name}\0${branch.commit}`, branch])).entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, branch]) => branch);
    },
    isAncestor: async (ancestor, commit) => {
      const { code, stderr } = await git.ask(['merge-base', '--is-ancestor', whole(ancestor), whole(commit)]);
      if (code > 1) throw gitFailed(['merge-base'], stderr);
      return code === 0;
    },
    range: async (after, commit, limit) => {
      const printed = await git.run([
        'rev-list',
        '--first-parent',
        `--max-count=${limit}`,
        whole(commit),
        ...(after === undefined ? [] : [`^${whole(after)}`]),
        '--',
      ]);
      const ids = printed
        .toString('ascii')
        .split('\n')
        .filter((id) => id !== '');
      return Promise.all(ids.map(async (id) => parsed(await present(objects, id))));
    },
    files: async (commit) =>
      (await tree(commit)).files.map(({ path, executable, size, link }) => ({
        path,
        executable,
        size,
        link,
      })),
    read: (commit, path) => readBlob(git, objects, tree(commit), path),
    text: async (commit, path, limit) => {
      const entry = (await tree(commit)).byPath.get(path);
      if (entry === undefined) return undefined;
      if (entry.size > limit) throw tooLarge(path, limit);
      return (await present(objects, entry.id)).bytes;
    },
  };
};

/** Full names of refs under these patterns, in byte order; those that point at something else than commits included. */
export const refs = async (git: Git, patterns: readonly string[]): Promise<readonly string[]> =>
  (await git.run(['for-each-ref', '--format=%(refname)', ...patterns]))
    .toString('utf8')
    .split('\n')
    .filter((ref) => ref !== '');

/** git takes any name that ends like this for the commit with these digits, whatever stands before. */
const DESCRIPTION = /-g[0-9a-f]+$/i;

const isRef = async (git: Git, name: string): Promise<boolean> =>
  (await git.ask(['show-ref', '--verify', '--quiet', '--', name])).code === 0;

/** The same commit id, if it is a whole one. */
const whole = (commit: string): string => {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw refUnknown(commit, 'it is no whole commit id');
  return commit;
};

const parsed = (found: GitObject): Commit => {
  const commit = found.type === 'commit' ? parseCommit(found.id, found.bytes) : undefined;
  if (commit === undefined) throw gitFailed(['cat-file'], `${found.id} is no readable commit`);
  return commit;
};

const present = async (objects: Objects, id: string): Promise<GitObject> => {
  const found = await objects.get(id);
  if (found === undefined) throw gitFailed(['cat-file'], `${id} is missing`);
  return found;
};

const readBlob = async function* (
  git: Git,
  objects: Objects,
  tree: Promise<Tree>,
  path: string,
): AsyncIterable<Uint8Array> {
  const entry = (await tree).byPath.get(path);
  if (entry === undefined) throw missing(path);
  if (entry.size <= SMALL) yield (await present(objects, entry.id)).bytes;
  else yield* largeBlob(git, entry);
};

const largeBlob = async function* (git: Git, entry: TreeEntry): AsyncIterable<Uint8Array> {
  const child = git.start(['cat-file', 'blob', entry.id]);
  child.stdin.end();
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield new Uint8Array(chunk);
    const { code, stderr } = await child.ended;
    git.signal.throwIfAborted();
    if (code !== 0) throw gitFailed(['cat-file'], stderr);
  } finally {
    child.end();
  }
};

const missing = (path: string): Failure =>
  new Failure('SOURCE_FILE_MISSING', `the commit has no file ${JSON.stringify(path)}`, {
    remedy: 'commit the file, or correct the path in colophon.yaml',
  });

const tooLarge = (path: string, limit: number): Failure =>
  new Failure('FILE_TOO_LARGE', `${JSON.stringify(path)} in the commit is larger than ${limit} bytes`, {
    remedy: 'name another file: no document of this kind is that large',
  });
