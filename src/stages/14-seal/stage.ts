// Stage 14: the list that was just proved is signed, the signature is checked, and both go into the draft.
// No seal, no release.
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import { releaseFileName } from '../../domain/release.ts';
import { stage } from '../../engine/stage.ts';
import { findSignature, makeSignature } from '../signature.ts';

export const seal = stage({
  name: 'seal',
  promise: 'The closed list of the release is signed, and lies in the draft beside what it lists.',
  revision: 1,
  reads: ['gate', 'draft', 'prove'],
  needs: ['drafts', 'forge', 'prover', 'signer', 'store'],
  repeats: 'once',
  parts: () => ['colophon'],
  run: async (_part, { gate, draft, prove }, doors) => {
    const name = releaseFileName(gate.facts, '.colophon.json');
    const bytes = await doors.store.bytes(prove.document);
    const signable = { kind: 'message', bytes, identity: prove.identity } as const;
    const there = (await doors.forge.releases()).find(({ id }) => id === draft.id);
    const found = await findSignature(there, `${name}.sigstore.json`, signable, doors);
    const signature = found ?? (await makeSignature(signable, doors));
    const content = await doors.store.write(signature.bundle, BUNDLE_MEDIA_TYPE);
    const document = { name, role: 'colophon', content: prove.document } as const;
    const bundle = { name: `${name}.sigstore.json`, role: 'bundle', content } as const;
    await doors.drafts.put(draft.id, document, () => doors.store.read(document.content));
    await doors.drafts.put(draft.id, bundle, () => doors.store.read(bundle.content));
    return { document, bundle, attached: [] };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('a seal has one part');
    return only;
  },
  says: ({ document }) => `sealed ${document.content.digest.slice(0, 'sha256:'.length + 12)}…`,
});
