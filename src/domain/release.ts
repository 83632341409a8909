// What is being released: the facts that the gate settles once and every later stage reads.
import type { Digest } from './digest.ts';

/** `rehearsal` runs against stand-ins and never proves as a release. */
export type Mode = 'rehearsal' | 'release';

export interface ReleaseFacts {
  readonly mode: Mode;
  readonly project: string;
  /** `owner/name` on the forge. */
  readonly repository: string;
  readonly tag: string;
  /** What `gate.tag` matched as `{version}`. */
  readonly version: string;
  /** Whether the tag exists in git; a rehearsal may run any commit under a made-up tag. */
  readonly tagged: boolean;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** `git log -1 --format=%cI`, the committer's offset kept. */
  readonly commitTime: string;
  /** The same moment in whole seconds since 1970. */
  readonly commitEpoch: number;
  /** The release branch that holds the commit. */
  readonly branch: string;
  readonly prerelease: boolean;
  /** Whether this becomes the forge's latest release. */
  readonly latest: boolean;
  /** The previous release of the line, when there is one. */
  readonly previous?: { readonly tag: string; readonly colophon?: Digest };
}

/** A tag as it may stand in a file name: `/` and `@` become `-`. */
export const tagInName = (tag: string): string => tag.replaceAll(/[/@]/g, '-');

/** `<project>_<tag>` and an ending: how the files about a release are called. */
export const releaseFileName = (facts: Pick<ReleaseFacts, 'project' | 'tag'>, ending: string): string =>
  `${facts.project}_${tagInName(facts.tag)}${ending}`;
