// A small release for tests of the engine: stages that copy blobs, a store and a journal in memory.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Event } from '../../src/domain/event.ts';
import type { GateOutcome } from '../../src/domain/outcome/gate.ts';
import { STAGE_NAMES } from '../../src/domain/stage-name.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { runPipeline, type PipelineRequest, type PipelineResult } from '../../src/engine/run.ts';
import { stage } from '../../src/engine/stage.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { Store } from '../../src/ports/store.ts';

export interface MemoryStore extends Store {
  readonly blobs: Map<Digest, Uint8Array>;
}

export const memoryStore = (): MemoryStore => {
  const blobs = new Map<Digest, Uint8Array>();
  const get = ({ digest }: Descriptor): Uint8Array => {
    const bytes = blobs.get(digest);
    if (bytes === undefined) throw new Error(`no ${digest}`);
    return bytes;
  };
  return {
    blobs,
    has: async (digest) => blobs.has(digest),
    read: async function* (content) {
      yield get(content);
    },
    bytes: async (content) => get(content),
    write: async (bytes, mediaType) => {
      const whole = bytes instanceof Uint8Array ? bytes : await joined(bytes);
      blobs.set(sha256(whole), whole);
      return { mediaType, digest: sha256(whole), size: whole.length };
    },
  };
};

const joined = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const memoryJournal = (lines: string[] = []): Journal & { readonly written: string[] } => ({
  written: lines,
  lines: async () => [...lines],
  append: async (line) => void lines.push(line),
});

const blob = { mediaType: 'application/json', digest: sha256(new Uint8Array()), size: 0 };
export const gateOutcome = (state: GateOutcome['state'] = 'new'): GateOutcome => ({
  facts: {
    mode: 'rehearsal',
    project: 'widget',
    repository: 'acme/widget',
    tag: 'v1.0.0',
    version: '1.0.0',
    tagged: true,
    commit: 'c'.repeat(40),
    commitTime: '2026-01-02T03:04:05+01:00',
    commitEpoch: 1_767_319_445,
    branch: 'main',
    prerelease: false,
    latest: true,
  },
  evidence: { name: 'evidence.json', role: 'evidence', content: blob },
  findings: [],
  state,
});

export const toyGate = (state: GateOutcome['state'] = 'new') =>
  stage({
    name: 'gate',
    promise: 'the gate is open',
    revision: 1,
    reads: [],
    needs: ['store'],
    repeats: 'again',
    parts: () => ['all'],
    run: async (_part, _input, { store }) => {
      await store.write(new Uint8Array(), 'application/json');
      return gateOutcome(state);
    },
    join: (done) => [...done.values()][0] ?? gateOutcome(state),
    identity: ({ facts }) => facts,
    says: () => 'open',
  });

/** Two files, the second made from the first. */
export const toyBuild = stage({
  name: 'build',
  promise: 'two files',
  revision: 1,
  reads: ['gate'],
  needs: ['store'],
  repeats: 'once',
  parts: () => ['b', 'a'],
  waits: (part) => (part === 'b' ? ['a'] : []),
  run: async (part, { gate }, { store }, _settings, bench) => {
    bench.doing(`making ${part}`);
    const before = [...bench.earlier.values()].flatMap(({ files }) => files);
    const content = await store.write(
      new TextEncoder().encode(`${gate.facts.tag} ${part} after ${before.map(({ path }) => path).join()}`),
      'text/plain',
    );
    return {
      files: [{ builder: part, path: part, output: part, executable: false, content }],
      images: [],
      tools: [],
      invocationId: 'https://example.invalid/1',
      caches: 'empty',
    };
  },
  join: (done) => ({
    files: [...done.values()].flatMap(({ files }) => files),
    images: [],
    tools: [],
    invocationId: 'https://example.invalid/1',
    caches: 'empty',
  }),
  says: ({ files }) => `${files.length} files`,
});

/** The toys ask for the store and the clock alone. */
export const toyPorts = (store: Store): Ports => {
  let time = 0;
  return { store, forge: {}, clock: { now: () => (time += 1) } } as unknown as Ports;
};

export const toySettings = Object.fromEntries(
  STAGE_NAMES.map((name) => [name, { targets: {} }]),
) as unknown as Settings;

export interface Toy {
  readonly store: MemoryStore;
  readonly lines: string[];
  readonly events: Event[];
  readonly run: (over?: Partial<PipelineRequest>) => Promise<PipelineResult>;
}

/** One release that may be run again and again. */
export const toyRelease = (stages: PipelineRequest['stages']): Toy => {
  const store = memoryStore();
  const lines: string[] = [];
  const events: Event[] = [];
  return {
    store,
    lines,
    events,
    run: (over = {}) =>
      runPipeline({
        stages,
        settings: toySettings,
        ports: toyPorts(store),
        store,
        journal: memoryJournal(lines),
        report: (event) => events.push(event),
        releaseId: sha256(new TextEncoder().encode('release')),
        jobs: 2,
        signal: new AbortController().signal,
        observer: {},
        host: 'here',
        ...over,
      }),
  };
};
