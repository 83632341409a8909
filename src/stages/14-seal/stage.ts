// Stage 14: the list that was just proved is signed, the signature is checked, both go into the draft, and then to
// every image and chart, in the origin and in mirrors. In this order, so that a run that goes on finds the one
// signature in the draft; where that lost it, the ledger or a registry has it. What lost the list since is given it
// again. No seal, no release.
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import type { PushOutcome } from '../../domain/outcome/push.ts';
import type { SealOutcome } from '../../domain/outcome/seal.ts';
import { releaseFileName } from '../../domain/release.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { findAttached, sealBundle, type Subject } from '../attached.ts';
import { isKeptByTags } from '../kept.ts';
import {
  asSignature,
  findSignature,
  LARGEST_BUNDLE,
  makeSignature,
  type Signable,
  type Signature,
} from '../signature.ts';
import { attachSeal } from './attach.ts';

export const seal = stage({
  name: 'seal',
  promise: 'The closed list of the release is signed, and lies beside and upon what it lists.',
  revision: 2,
  reads: ['gate', 'push', 'mirror', 'draft', 'prove'],
  needs: [
    'clock',
    'drafts',
    'forge',
    'prover',
    'referrersIndex',
    'registry',
    'registryWriter',
    'signer',
    'store',
  ],
  repeats: 'again',
  parts: () => ['colophon'],
  run: async (_part, input, doors, { targets }, bench) => {
    const { gate, draft, prove } = input;
    const name = releaseFileName(gate.facts, '.colophon.json');
    const bytes = await doors.store.bytes(prove.document);
    const signable = { kind: 'message', bytes, identity: prove.identity } as const;
    const there = (await doors.forge.releases()).find(({ id }) => id === draft.id);
    const found =
      (await findSignature(there, `${name}.sigstore.json`, signable, doors)) ??
      (await keptSignature(bench.before, signable, doors)) ??
      (await findAttached(subjectsOf(input.push), sealBundle(prove.document.digest), signable, doors));
    const signature = found ?? (await makeSignature(signable, doors));
    const content = await doors.store.write(signature.bundle, BUNDLE_MEDIA_TYPE);
    const document = { name, role: 'colophon', content: prove.document } as const;
    const bundle = { name: `${name}.sigstore.json`, role: 'bundle', content } as const;
    await doors.drafts.put(draft.id, document, () => doors.store.read(document.content));
    await doors.drafts.put(draft.id, bundle, () => doors.store.read(bundle.content));
    const made = { document, bundle, time: signature.time };
    const { attached, findings } = await attachSeal(input, made, doors, {
      keep: (repository) => isKeptByTags(targets, repository),
      doing: bench.doing,
    });
    return { document, bundle, attached, ...(findings.length === 0 ? {} : { findings }) };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('a seal has one part');
    return only;
  },
  says: ({ document, attached }) => {
    const short = `sealed ${document.content.digest.slice(0, 'sha256:'.length + 12)}…`;
    return attached.length === 0 ? short : `${short}, attached ${attached.length} times`;
  },
});

/** The signature that an earlier attempt left in the store. */
const keptSignature = async (
  before: SealOutcome | undefined,
  signable: Signable,
  { store, prover }: Doors<'store' | 'prover'>,
): Promise<Signature | undefined> =>
  before === undefined
    ? undefined
    : asSignature(await store.bytes(before.bundle.content, LARGEST_BUNDLE), signable, prover);

/** Every index and chart of the origin. */
const subjectsOf = ({ pushed }: PushOutcome): readonly Subject[] =>
  pushed.map(({ repository, root }) => ({ repository, subject: root }));
