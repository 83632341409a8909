// The forge, read: what it knows about changes, checks, rules and releases.
import type { ChangeRequest, CheckRun, CommitStatus } from '../domain/review.ts';

export interface ForgeRepository {
  /** `owner/name` */
  readonly name: string;
  readonly id: string;
  readonly ownerId: string;
  readonly defaultBranch: string;
  readonly visibility: 'public' | 'private';
}

export interface ForgeRelease {
  readonly id: string;
  readonly tag: string;
  readonly title: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Whether the forge calls this its latest release. */
  readonly latest?: true;
  readonly assets: readonly { readonly name: string; readonly size: number }[];
}

export interface Rules {
  /** Names of the rules in force on the tag, on the branch, and of the environment's protection. */
  readonly tag: readonly string[];
  readonly branch: readonly string[];
  readonly environment: readonly string[];
}

export interface Forge {
  readonly repository: () => Promise<ForgeRepository>;
  /** Change requests that became this commit. */
  readonly changesOf: (commit: string) => Promise<readonly ChangeRequest[]>;
  readonly checksOf: (commit: string) => Promise<readonly CheckRun[]>;
  readonly statusesOf: (commit: string) => Promise<readonly CommitStatus[]>;
  readonly rules: (tag: string, branch: string) => Promise<Rules>;
  /** Every release, drafts included, newest first. */
  readonly releases: () => Promise<readonly ForgeRelease[]>;
  /** An asset of a release or a draft; fails with `ASSET_MISSING`. */
  readonly asset: (release: string, name: string) => AsyncIterable<Uint8Array>;
  /** Whether what is read here is a stand-in's answer. */
  readonly rehearsed: boolean;
  /** The most assets one release takes. */
  readonly maxAssets: number;
}
