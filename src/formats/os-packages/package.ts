// What the database of a distribution says of one installed package, whichever of the three it is.

export interface OsPackage {
  readonly type: 'apk' | 'deb' | 'rpm';
  readonly name: string;
  /** For rpm `version-release`, without the epoch. */
  readonly version: string;
  /** rpm alone; deb and apk have theirs in the version. */
  readonly epoch?: number;
  readonly architecture?: string;
  /** As the package says, in whichever notation. */
  readonly licence?: string;
  /** The source package it was built from, where that is another name or version. */
  readonly source?: string;
  readonly vendor?: string;
}

/** What names a distribution in a purl. */
export interface Distribution {
  /** `debian`, `alpine`, `fedora`, … */
  readonly id: string;
  readonly version?: string;
}

/** The most packages that are read from one database. */
export const MAX_PACKAGES = 50_000;
