// Everything that the gate looked at, gathered without opinion, and the one shape of a rule that judges it.
import type { Digest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import type { ReleaseState } from '../../domain/outcome/gate.ts';
import type { ChangeRequest, CheckRun, CommitStatus } from '../../domain/review.ts';
import type { GateSettings } from '../../domain/settings.ts';
import type { Tag } from '../../formats/tag.ts';
import type { ForgeRepository, Rules } from '../../ports/forge.ts';
import type { Commit } from '../../ports/source.ts';

/** What the forge holds under this tag; `taken` is anything that is not this release. */
export interface Target {
  readonly state: ReleaseState | 'taken';
  /** The forge's name for the draft or release, when there is one. */
  readonly id?: string;
  /** One sentence about what was found. */
  readonly message: string;
}

/** A name that the release would give in a registry, and what has it. */
export interface SeenName {
  /** `repository:tag` */
  readonly name: string;
  readonly there?: Digest;
  /** For a chart: its directory, the appVersion that it would have, and that of what is there, if it says one. */
  readonly chart?: { readonly path: string; readonly appVersion: string; readonly there?: string };
}

export interface Seen {
  /** The tag by its parts, or why it is none. */
  readonly tag: Tag | string;
  readonly commit: Commit;
  /** Where git has the tag; `undefined` when it has none. */
  readonly tagCommit: string | undefined;
  /** Names or globs of release branches, the forge's default branch filled in. */
  readonly wanted: readonly string[];
  /** Branches that match, and whether they hold the commit. */
  readonly branches: readonly { readonly name: string; readonly holds: boolean }[];
  readonly repository: ForgeRepository;
  /** The previous release of the line. */
  readonly previous: { readonly tag: string; readonly commit: string } | undefined;
  /** First-parent commits since then, newest first, this commit among them; the commit alone without one. */
  readonly range: readonly Commit[];
  /** Whether there are more than were gathered. */
  readonly rangeCut: boolean;
  /** Change requests by the commit that they became. */
  readonly changes: ReadonlyMap<string, readonly ChangeRequest[]>;
  readonly checks: readonly CheckRun[];
  readonly statuses: readonly CommitStatus[];
  /** Begins the addresses of what this very run reports about itself. */
  readonly ownRun: string;
  readonly rules: Rules;
  /** The changelog and whether it has a section for the version; `undefined` where there is none. */
  readonly changelog: { readonly path: string; readonly hasSection: boolean } | undefined;
  readonly target: Target;
  /** Version tags of images and charts, in the origin. */
  readonly names: readonly SeenName[];
  /** Whether a stand-in answered for the forge. */
  readonly rehearsed: boolean;
}

/** One thing that a release is refused for. Pure: the same look at the world gives the same findings. */
export interface Rule {
  readonly name: string;
  /** What holds when nothing refuses. */
  readonly claim: string;
  /** Whose answers are judged; those of the forge and of registries a stand-in gave in a rehearsal. */
  readonly asks: 'git' | 'forge' | 'registry';
  readonly run: (seen: Seen, settings: GateSettings) => readonly Judged[];
}

/** A finding before the rule's name is put on it. */
export type Judged = Omit<Finding, 'check' | 'rehearsed' | 'assertedBy'>;

/** Something that was looked for and is there. */
export const proved = (code: Judged['code'], subject: string, message: string): Judged => ({
  code,
  subject,
  message,
  result: 'proved',
  demanded: true,
});

/** Something that stands in the way: it is otherwise (`refuted`) or not there (`absent`). */
export const refused = (
  result: 'refuted' | 'absent',
  code: Judged['code'],
  subject: string,
  message: string,
  remedy: string,
): Judged => ({ code, subject, message, remedy, result, demanded: true });

/** Something to know, which decides nothing. */
export const told = (code: Judged['code'], subject: string, message: string): Judged => ({
  code,
  subject,
  message,
  result: 'info',
  demanded: false,
});
