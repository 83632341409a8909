// The forge, written at the very end: a draft becomes public.

export interface Publication {
  /** Lists the draft's assets, makes it public whole, lists again; answers what is public afterwards. */
  readonly publish: (draft: string, tag: string) => Promise<void>;
  /** Makes this tag the forge's latest release, and reads it back. */
  readonly setLatest: (tag: string) => Promise<void>;
}
