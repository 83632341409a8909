// What stock cosign and gh say about the same lie, where they are installed and have a command for it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { Identity } from '../../src/domain/identity.ts';
import { cosignVerifyBlob, ghVerify } from '../interop/stock.ts';
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
  expected: Identity,
): Promise<{ readonly cosign: PeerVerdict; readonly gh: PeerVerdict }> => {
  if (lie.peer === 'silent') return { cosign: '-', gh: '-' };
  const { file, bundle } = lie.peer?.(target) ?? { file: ARCHIVE, bundle: target.name(PROVENANCE) };
  const question = {
    trustedRoot: target.trustedRoot,
    file: target.path(file),
    bundle: target.path(bundle),
    identity: expected,
  };
  const attested = !bundle.includes(SEAL);
  const rehearsed = target.kind === 'rehearsal';
  return {
    cosign:
      peers.cosign === undefined
        ? '-'
        : verdictOf((await cosignVerifyBlob({ ...question, peers: peers.cosign })).status),
    gh:
      peers.gh === undefined || !attested
        ? '-'
        : mark(
            verdictOf(
              (
                await ghVerify({ ...question, peers: peers.gh }, target.repository, [
                  `--cert-identity=${expected.san}`,
                ])
              ).status,
            ),
            rehearsed,
          ),
  };
};

const verdictOf = (status: number): PeerVerdict => (status === 0 ? 'accepted' : 'refused');

const mark = (verdict: PeerVerdict, rehearsed: boolean): PeerVerdict =>
  rehearsed && verdict === 'refused' ? 'refused*' : verdict;
