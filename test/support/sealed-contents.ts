// Images and charts of an imagined release, pushed, mirrored and sealed by the stages themselves, in registries in memory.
import type { MirrorTarget, Targets } from '../../src/domain/targets.ts';
import type { Outcomes } from '../../src/domain/outcome/index.ts';
import type { PushOutcome } from '../../src/domain/outcome/push.ts';
import type { MirrorOutcome } from '../../src/domain/outcome/mirror.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { JudgedBundle, Prover } from '../../src/ports/prover.ts';
import { push } from '../../src/stages/10-push/stage.ts';
import { mirror } from '../../src/stages/11-mirror/stage.ts';
import { seal } from '../../src/stages/14-seal/stage.ts';
import { createMemoryRegistry, type MemoryRegistry } from './memory-registry.ts';
import { createMemoryStore } from './memory-store.ts';
import { pushable } from './pushable.ts';
import { createQuickTimer } from './quick-timer.ts';
import { quietBench } from './quiet-bench.ts';
import { targets as none } from './release-facts.ts';

export const MIRROR = 'mirror.example/team';

export interface SealedContents {
  readonly registries: MemoryRegistry;
  readonly store: ReturnType<typeof createMemoryStore>;
  readonly outcomes: Pick<Outcomes, 'gate' | 'push' | 'mirror' | 'draft' | 'prove' | 'seal'>;
  /** What was put into the draft, by name, in order. */
  readonly drafted: readonly string[];
  /** `before`: what an earlier attempt left in the ledger. */
  readonly sealAgain: (known?: { readonly before?: Outcomes['seal'] }) => Promise<Outcomes['seal']>;
  /** How many signatures were made. */
  readonly signed: () => number;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** When the toy signer signs: 2026-01-02T03:04:05Z. */
const TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A release whose bytes depend on `word`, in registries that may hold others already. */
export const sealedContents = async ({
  word = 'widget',
  registries = createMemoryRegistry(),
  mirrored = {},
}: {
  readonly word?: string;
  readonly registries?: MemoryRegistry;
  readonly mirrored?: Partial<MirrorTarget>;
} = {}): Promise<SealedContents> => {
  const store = createMemoryStore();
  const clock = createQuickTimer();
  const made = await pushable(store, word);
  const mirrors = [
    { to: MIRROR, repositories: {}, moving: false, required: true, read: 'public', ...mirrored } as const,
  ];
  const targets: Targets = { ...none, mirrors };
  const pushes = new Map<string, PushOutcome>();
  for (const part of push.parts(made, { targets }))
    pushes.set(
      part,
      await push.run(part, made, { ...registries, clock, store }, { targets }, quietBench<'push'>()),
    );
  const pushed = { gate: made.gate, push: push.join(pushes) };
  const copies = new Map<string, MirrorOutcome>();
  for (const part of mirror.parts(pushed, { targets }))
    copies.set(
      part,
      await mirror.run(part, pushed, { ...registries, clock }, { targets }, quietBench<'mirror'>()),
    );

  const drafted: string[] = [];
  const input = {
    ...pushed,
    mirror: mirror.join(copies),
    draft: { id: 'd', title: 't', assets: [] },
    prove: {
      document: await store.write(bytes(`{"word":"${word}"}`), 'application/vnd.colophon.release.v1+json'),
      identity: { san: 'https://x', issuer: 'https://y' },
      files: 0,
    },
  };
  let signatures = 0;
  const sealAgain: SealedContents['sealAgain'] = (known = {}) =>
    seal.run(
      'colophon',
      input,
      {
        ...registries,
        clock,
        store,
        drafts: {
          open: async () => 'd',
          put: async (_draft, asset) => {
            drafted.push(asset.name);
            return 'uploaded';
          },
        },
        forge: { releases: async () => [] } as unknown as Forge,
        prover: {
          bundle: async () => ({ result: 'proved', time: TIME }) as JudgedBundle,
        } as unknown as Prover,
        signer: {
          statement: async () => bytes(''),
          document: async () => {
            signatures += 1;
            return bytes(`bundle of ${word}`);
          },
        },
      },
      { targets },
      { ...quietBench<'seal'>(), ...known },
    );
  return {
    registries,
    store,
    drafted,
    sealAgain,
    signed: () => signatures,
    outcomes: { ...input, seal: await sealAgain() },
  };
};
