// What a signed list says, against its name, the policy and the certificate that signed it (trust.md 5).
import { type Colophon, COLOPHON_KIND } from '../domain/colophon.ts';
import { releaseFileName } from '../domain/release.ts';
import { kindOf, parseColophon } from '../formats/colophon.ts';
import { FormatError } from '../formats/format-error.ts';
import type { SignatureFacts } from '../formats/sigstore-verify.ts';
import { issuerOf } from './identity.ts';
import { type Policy, refOf, repositoryBase } from './policy.ts';
import type { Fault } from './signature.ts';

/** How the names of sealed lists end. */
export const ENDING = '.colophon.json';

/** The list in a document whose signature holds, or the first thing that is wrong with it but for its name. */
export const readSealedList = (
  document: Uint8Array,
  facts: SignatureFacts,
  policy: Policy,
): Colophon | Fault => {
  const colophon = parseList(document);
  if ('code' in colophon) return colophon;
  return releaseFault(colophon, policy) ?? signerFault(colophon, facts) ?? colophon;
};

/** Whether a document says of itself that it is one of Colophon's own; nothing is proved by it. */
export const isOwnDocument = (document: Uint8Array): boolean => {
  try {
    return kindOf(document).startsWith('colophon.');
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
};

/** The list that these bytes hold. */
export const parseList = (bytes: Uint8Array): Colophon | Fault => {
  try {
    const kind = kindOf(bytes);
    if (kind !== COLOPHON_KIND)
      return { code: 'DOCUMENT_KIND_WRONG', message: `it is a signed ${kind}, not a sealed list` };
    return parseColophon(bytes);
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'COLOPHON_MALFORMED', message: `the sealed list is malformed: ${error.message}` };
    throw error;
  }
};

/** A list lies under the one name that its tag gives it. */
export const nameFault = (name: string, colophon: Colophon): Fault | undefined =>
  name === releaseFileName(colophon, ENDING)
    ? undefined
    : {
        code: 'COLOPHON_NAME_WRONG',
        message: `the sealed list of ${colophon.tag} is called ${releaseFileName(colophon, ENDING)}`,
      };

/** The list against what is demanded. */
export const releaseFault = (
  { rehearsal, repository, tag, commit }: Colophon,
  policy: Policy,
): Fault | undefined => {
  if (rehearsal && policy.mode === 'release')
    return { code: 'REHEARSAL_NOT_RELEASE', message: 'the list says that this is a rehearsal' };
  const other = (what: string, found: string, wanted: string): Fault => ({
    code: 'COLOPHON_OF_OTHER_RELEASE',
    message: `the sealed list is of ${what} ${found}, not of ${wanted}`,
  });
  if (policy.repository !== undefined && repository.name !== policy.repository)
    return other('repository', repository.name, policy.repository);
  if (policy.tag !== undefined && tag !== policy.tag) return other('tag', tag, policy.tag);
  if (policy.commit !== undefined && commit !== policy.commit) return other('commit', commit, policy.commit);
  return undefined;
};

/** The list against the certificate that signed it. */
const signerFault = (colophon: Colophon, { certificate }: SignatureFacts): Fault | undefined => {
  const { fulcio, names } = certificate;
  const base = repositoryBase(colophon.rehearsal ? 'rehearsal' : 'release');
  const pairs: readonly (readonly [string, string | undefined, string])[] = [
    ['repository', fulcio.get(12), `${base}${colophon.repository.name}`],
    ['tag', fulcio.get(14), refOf(colophon.tag)],
    ['commit', fulcio.get(13), colophon.commit],
    ['number of the repository', fulcio.get(15), colophon.repository.id],
    ['number of the owner', fulcio.get(17), colophon.repository.ownerId],
    ['signer', names[0]?.value, colophon.identity.san],
    ['issuer', issuerOf(certificate), colophon.identity.issuer],
  ];
  const differing = pairs.find(([, said, listed]) => said !== listed);
  if (differing === undefined) return undefined;
  const [what, said, listed] = differing;
  return {
    code: 'COLOPHON_SAYS_OTHERWISE',
    message: `the list says ${listed} for its ${what}, and the certificate ${said ?? 'nothing'}`,
  };
};
