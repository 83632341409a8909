// Runs the stage `package` over a commit and a kustomize that are made up, part by part as the engine does.
import type { AssembledImage } from '../../src/domain/outcome/assemble.ts';
import type { BuiltFile } from '../../src/domain/outcome/build.ts';
import type { PackageOutcome } from '../../src/domain/outcome/package.ts';
import type { PackageSettings } from '../../src/domain/settings.ts';
import { runParts } from '../../src/engine/parts.ts';
import type { Source } from '../../src/ports/source.ts';
import type { Workshop, WorkshopCommand } from '../../src/ports/workshop.ts';
import { packaging } from '../../src/stages/04-package/stage.ts';
import { createCompressor } from './compressor.ts';
import { createMemoryStore } from './memory-store.ts';
import { quietBench } from './quiet-bench.ts';
import { facts, targets } from './release-facts.ts';

export interface PackageRun {
  /** Texts or bytes of the commit, by path; `-> target` is a link. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly settings: Partial<PackageSettings>;
  readonly images?: readonly AssembledImage[];
  readonly built?: readonly (Omit<BuiltFile, 'content'> & { readonly text: string })[];
  /** What kustomize prints. */
  readonly rendered?: string;
}

export interface Packaged {
  readonly outcome: PackageOutcome;
  readonly store: ReturnType<typeof createMemoryStore>;
  readonly commands: readonly WorkshopCommand[];
  /** Where inputs were placed. */
  readonly placed: readonly string[];
  readonly hashed: ReadonlyMap<string, readonly unknown[]>;
}

/** The outcome of the whole stage, and what it did in the workshop. */
export const runPackage = async (run: PackageRun): Promise<Packaged> => {
  const store = createMemoryStore();
  const { workshop, commands, placed } = madeUpWorkshop(store, run.rendered ?? '');
  const doors = { compressor: createCompressor(), source: madeUpSource(run.files), store, workshop };
  const files: BuiltFile[] = [];
  for (const { text, ...file } of run.built ?? [])
    files.push({ ...file, content: await store.write(bytesOf(text), 'application/octet-stream') });
  const evidence = { name: 'e', role: 'evidence', content: await store.write(bytesOf(''), 'x') } as const;
  const input = {
    gate: { facts, evidence, findings: [], state: 'new' },
    build: { files, images: [], tools: [], invocationId: 'https://example.invalid/1', caches: 'empty' },
    assemble: { indexes: run.images ?? [] },
  } as const;
  const settings: PackageSettings = {
    aliases: { os: {}, arch: {} },
    files: [],
    archives: [],
    manifests: [],
    charts: [],
    targets,
    ...run.settings,
  };
  const hashed = new Map<string, readonly unknown[]>();
  const done = await runParts<PackageOutcome>({
    parts: packaging.parts(input, settings),
    waits: (part) => packaging.waits?.(part, settings, input) ?? [],
    jobs: 2,
    signal: new AbortController().signal,
    run: async (part, earlier) => {
      hashed.set(part, (await packaging.hashes?.(part, input, doors, settings)) ?? []);
      return packaging.run(part, input, doors, settings, { ...quietBench<'package'>(), earlier });
    },
  });
  return { outcome: packaging.join(done), store, commands, placed, hashed };
};

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

const madeUpSource = (files: PackageRun['files']): Source => {
  const of = (path: string): Uint8Array | undefined => {
    const content = files[path];
    if (content === undefined) return undefined;
    return bytesOf(typeof content === 'string' ? content.replace(/^-> /, '') : content);
  };
  return {
    files: async () =>
      Object.entries(files)
        .map(([path, content]) => ({
          path,
          executable: false,
          size: of(path)?.length ?? 0,
          link: typeof content === 'string' && content.startsWith('-> '),
        }))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    text: async (_commit: string, path: string) => of(path),
    read: async function* (_commit: string, path: string) {
      yield of(path) ?? new Uint8Array();
    },
  } as Partial<Source> as Source;
};

const madeUpWorkshop = (store: ReturnType<typeof createMemoryStore>, rendered: string) => {
  const commands: WorkshopCommand[] = [];
  const placed: string[] = [];
  const workshop: Workshop = {
    caches: 'empty',
    open: async ({ label }) => label,
    place: async (_handle, to, files) => void placed.push(...files.map(({ path }) => `${to}/${path}`)),
    run: async (_handle, command) => void commands.push(command),
    collect: async (_handle, path) => [
      { path, executable: false, content: await store.write(bytesOf(rendered), 'application/octet-stream') },
    ],
    tool: async (name) => ({ name, version: '5.8.1' }),
    passed: async () => `sha256:${'0'.repeat(64)}`,
    close: async () => {},
  };
  return { workshop, commands, placed };
};
