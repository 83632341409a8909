// Stage 06: the notes, an asset like others and the text of the release.
import type { Asset } from '../asset.ts';

export interface NotesOutcome {
  readonly notes: Asset;
}
