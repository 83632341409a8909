// The forge, written before anything is public.
import type { Asset } from '../domain/asset.ts';

export interface DraftText {
  readonly title: string;
  /** Markdown. */
  readonly body: Uint8Array;
  readonly prerelease: boolean;
}

export interface Drafts {
  /** The draft of this tag: found by tag, else made; text and flags set when they differ. Answers its id. */
  readonly open: (tag: string, commit: string, text: DraftText) => Promise<string>;
  /**
   * Observe, compare, act: missing is uploaded, identical accepted, anything else fails with `ASSET_TAKEN`.
   * The bytes are read back and hashed before it answers.
   */
  readonly put: (
    draft: string,
    asset: Asset,
    bytes: () => AsyncIterable<Uint8Array>,
  ) => Promise<'uploaded' | 'accepted'>;
}
