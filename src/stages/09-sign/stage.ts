// Stage 09: each statement becomes a Sigstore bundle. With the seal, the only stage that reaches the signer.
// A bundle that holds for the same statement and is already in the draft, or attached in the registry to what the
// statement is about, is adopted: one signature is enough.
import type { Asset } from '../../domain/asset.ts';
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { findAttached, statementBundle } from '../attached.ts';
import { findSignature, makeSignature, type Signable, type Signature } from '../signature.ts';
import { besideOf } from './beside.ts';

export const sign = stage({
  name: 'sign',
  promise: 'Every statement is signed in a public log, one for all files, and each bundle verifies.',
  revision: 1,
  reads: ['gate', 'provenance', 'checksum'],
  needs: ['forge', 'prover', 'registry', 'run', 'signer', 'store'],
  repeats: 'once',
  parts: ({ provenance }) => provenance.statements.map(({ id }) => id),
  run: async (part, input, doors, settings, bench) => {
    const statement = input.provenance.statements.find(({ id }) => id === part);
    if (statement === undefined) throw new TypeError(`no statement ${part}`);
    const { tag } = input.gate.facts;
    const bytes = await doors.store.bytes(statement.content);
    const signable = { kind: 'dsse', bytes, identity: await doors.run.identity(tag) } as const;
    const found =
      (await inDraft(statement, tag, signable, doors)) ??
      (await findAttached(statement.attach, statementBundle, signable, doors));
    bench.doing(found === undefined ? 'signing' : 'adopting a bundle that is there');
    const { bundle, time } = found ?? (await makeSignature(signable, doors));
    const content = await doors.store.write(bundle, BUNDLE_MEDIA_TYPE);
    const own: readonly Asset[] =
      statement.asset === undefined ? [] : [{ name: statement.asset, role: 'provenance', content }];
    return {
      signed: [
        {
          id: statement.id,
          predicateType: statement.predicateType,
          statement: statement.content.digest,
          bundle: content,
          time,
          published: [...own, ...besideOf(statement, input.checksum, content, settings)],
          attach: statement.attach,
        },
      ],
    };
  },
  join: (done) => ({ signed: [...done.values()].flatMap(({ signed }) => signed) }),
  says: ({ signed }) => {
    const published = signed.reduce((sum, one) => sum + one.published.length, 0);
    return `${counted(signed.length, 'bundle')}, published as ${counted(published, 'file')}`;
  },
});

const inDraft = async (
  { asset }: UnsignedStatement,
  tag: string,
  signable: Signable,
  doors: Doors<'forge' | 'prover'>,
): Promise<Signature | undefined> => {
  if (asset === undefined) return undefined;
  const draft = (await doors.forge.releases()).find((release) => release.draft && release.tag === tag);
  return findSignature(draft, asset, signable, doors);
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
