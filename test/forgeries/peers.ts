// What stock cosign and gh say about the same lie, where they are installed and have a command for it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { REHEARSAL_HOST } from '../../src/domain/identity.ts';
import type { Ended } from '../interop/kit.ts';
import { cosignVerifyBlob, ghVerify, type StockRequest } from '../interop/stock.ts';
import type { Lie } from './lie.ts';
import { ARCHIVE, PROVENANCE, SEAL, type Target } from './target.ts';

/** `refused*`: gh refuses every rehearsal, because its repository is not on github.com. `-`: it cannot be asked. */
export type PeerVerdict = 'accepted' | 'refused' | 'refused*' | '-';

export interface Peers {
  readonly cosign: string | undefined;
  readonly gh: string | undefined;
}

/** The directories in which the stock verifiers are, or nothing. */
export const findPeers = (env: Readonly<Record<string, string | undefined>>): Peers => {
  const places = [
    ...(env['COLOPHON_PEERS'] === undefined ? [] : [env['COLOPHON_PEERS']]),
    join(homedir(), '.cache/colophon-peers/bin'),
    ...(env['PATH'] ?? '').split(delimiter),
  ];
  const holding = (program: string): string | undefined =>
    places.find((place) => place !== '' && existsSync(join(place, program)));
  return { cosign: holding('cosign'), gh: holding('gh') };
};

/** Asks both about the file and the bundle that the lie concerns, with the exact identity that is expected. */
export const askPeers = async (
  peers: Peers,
  lie: Pick<Lie, 'peer'>,
  target: Target,
  trustedRoot: string = target.trustedRoot,
): Promise<{ readonly cosign: PeerVerdict; readonly gh: PeerVerdict }> => {
  if (lie.peer === 'silent') return { cosign: '-', gh: '-' };
  const asked = lie.peer?.(target) ?? { file: ARCHIVE, bundle: target.name(PROVENANCE) };
  const { buildSignerUri: san, issuer } = target.run;
  const identity = asked.identity ?? { san, issuer };
  const question = {
    trustedRoot,
    file: target.path(asked.file),
    bundle: target.path(asked.bundle),
    identity,
  };
  return {
    cosign:
      peers.cosign === undefined
        ? '-'
        : verdictOf(await cosignVerifyBlob({ ...question, peers: peers.cosign })),
    // What gh verifies is an attestation; it has no command for a signed document.
    gh:
      peers.gh === undefined || asked.bundle.includes(SEAL)
        ? '-'
        : await askGh({ ...question, peers: peers.gh }, target.repository),
  };
};

/** Asks gh; a rehearsal it refuses whatever else is true of it. */
export const askGh = async (question: StockRequest, repository: string): Promise<PeerVerdict> => {
  const { san } = question.identity;
  const verdict = verdictOf(await ghVerify(question, repository, [`--cert-identity=${san}`]));
  return verdict === 'refused' && san.includes(REHEARSAL_HOST) ? 'refused*' : verdict;
};

export const verdictOf = ({ status }: Ended): PeerVerdict => (status === 0 ? 'accepted' : 'refused');
