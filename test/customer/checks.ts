// All that is looked at in a rehearsal of the first customer's release.
import type { CheckResult } from '../interop/kit.ts';
import { BGCTL, TAG } from './golden.ts';
import { composedChecks, imageChecks } from './image.ts';
import { packageChecks } from './packages.ts';
import { programChecks } from './programs.ts';
import type { CustomerRelease } from './rehearsed.ts';
import { releaseChecks } from './release.ts';
import { sbomChecks } from './sboms.ts';
import { selfUpdaterChecks } from './self-updater.ts';

/** Reads a rehearsal as its consumers do; `scratch` of the release takes what is unpacked and built on the way. */
export const customerChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => [
  ...(await releaseChecks(release)),
  ...(await programChecks(release)),
  ...(await imageChecks(release, 4)),
  ...(await composedChecks(release)),
  ...(await packageChecks(release)),
  ...(await sbomChecks(release)),
  ...(await selfUpdaterChecks(`${release.scratch}/updater`, {
    bundle: release.tools.bundle,
    assets: release.assets,
    tag: TAG,
    golden: { linux: BGCTL['linux/amd64']?.sha256 ?? '', windows: BGCTL['windows/amd64']?.sha256 ?? '' },
  })),
];
