// What the stand-in forge knows besides its releases: played, or told by a state file (docs/formats/forge-state.md).
import { changesOf, checksOf, type ForgeState, statusesOf } from '../../formats/forge-state.ts';
import type { Forge } from '../../ports/forge.ts';

export type Knowledge = Pick<Forge, 'repository' | 'changesOf' | 'checksOf' | 'statusesOf' | 'rules'>;

/** The answers that a state gives; a pure function of state and question. */
export const createKnowledge = (state: ForgeState): Knowledge => ({
  repository: async () => state.repository,
  changesOf: async (commit) => changesOf(state, commit),
  checksOf: async (commit) => checksOf(state, commit),
  statusesOf: async (commit) => statusesOf(state, commit),
  rules: async () => state.rules,
});
