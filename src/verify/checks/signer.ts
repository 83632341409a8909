// Says who signed, where and when, and what nothing in a release can prove (trust.md 2, 8).
import type { Finding } from '../../domain/finding.ts';
import type { SignatureFacts } from '../../formats/sigstore-verify.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Policy } from '../policy.ts';
import type { Sealed } from './seal.ts';

export interface SignerEvidence {
  readonly sealed: Sealed;
  readonly signatures: readonly SignatureFacts[];
}

const { proved } = findingsOf('identity');
const { proved: logged } = findingsOf('log');
const { info } = findingsOf('workflow');
const { info: unasked } = findingsOf('withdrawal');

export const signer: Check<SignerEvidence, SignerEvidence> = {
  name: 'identity',
  claim: 'The signer is exactly the expected one, and what cannot be known is said.',
  run: async (evidence, policy) => {
    const { sealed, signatures } = evidence;
    const all = [...(sealed.facts === undefined ? [] : [sealed.facts]), ...signatures];
    const about = { name: sealed.own[0] ?? 'release', tag: sealed.colophon.tag };
    return { proved: evidence, findings: signerFindings(all, about, policy) };
  },
};

/** Who made these signatures, and what was left open about them; nothing for none. Also for a file that is judged alone. */
export const signerFindings = (
  signatures: readonly SignatureFacts[],
  { name, tag }: { readonly name: string; readonly tag: string },
  policy: Policy,
): readonly Finding[] => {
  const [first] = signatures;
  if (first === undefined) return [];
  const san = first.certificate.names[0]?.value ?? '';
  const workflow = san.split('/').slice(5).join('/').split('@', 1)[0] ?? '';
  const pinned = policy.identity !== undefined || policy.workflow !== undefined;
  return [
    proved(san, 'IDENTITY_MATCHES', madeBy(first), { assertedBy: 'platform' }),
    ...signatures.map(({ log }) =>
      logged(log?.name ?? name, 'BUNDLE_HOLDS', `entry ${log?.index ?? ''}, with checkpoint and timestamp`, {
        assertedBy: 'platform',
      }),
    ),
    ...(pinned
      ? []
      : [
          info(
            workflow,
            'WORKFLOW_PATH_NOT_PINNED',
            'nothing that comes with a release says which workflow may make it',
            { remedy: `pin it with --workflow ${workflow}` },
          ),
        ]),
    ...(policy.tag !== undefined || policy.identity !== undefined
      ? []
      : [
          info(tag, 'TAG_NOT_NAMED', 'no version was named, so any release of this repository passes', {
            remedy: 'name it with --tag',
          }),
        ]),
    ...(policy.mode === 'rehearsal'
      ? []
      : [unasked(tag, 'WITHDRAWAL_NOT_ASKED', 'whether it was withdrawn since was not asked')]),
  ];
};

const madeBy = ({ certificate: { fulcio }, times }: SignatureFacts): string => {
  const [time] = times;
  const moment =
    time === undefined ? '' : `, ${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `on ${fulcio.get(20) ?? 'no trigger'}, ${fulcio.get(11) ?? 'no runner named'}${moment}`;
};
