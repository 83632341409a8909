// One asset of Kubernetes manifests: files of the commit joined, or what kustomize renders, every image of ours pinned.
import { Failure } from '../../domain/failure.ts';
import type { PackageOutcome } from '../../domain/outcome/package.ts';
import type { ManifestRule } from '../../domain/package-rules.ts';
import { FormatError } from '../../formats/format-error.ts';
import { pinImages } from '../../formats/manifests/pin.ts';
import type { Pin } from '../../formats/manifests/pins.ts';
import { joinedFiles } from './manifest-files.ts';
import { kustomized } from './manifest-kustomize.ts';
import type { ManifestJob } from './manifest-job.ts';
import { pinnedFinding } from './pins.ts';

export const MANIFEST_MEDIA_TYPE = 'application/yaml';

/**
 * The asset with what was noticed about its references. Fails with `MANIFESTS_UNREADABLE` for what is no YAML,
 * `SOURCE_FILE_MISSING` for a file that is not there, and as commands of the workshop do.
 */
export const makeManifest = async (
  name: string,
  rule: ManifestRule,
  pins: readonly Pin[],
  job: ManifestJob,
): Promise<PackageOutcome> => {
  const rendered = await (rule.source.kind === 'files'
    ? joinedFiles(name, rule.source.files, rule.inputs, job)
    : kustomized(name, rule.source.dir, rule.inputs, job));
  job.doing('pinning images');
  const { bytes, mentioned, externalImages, findings } = readable(name, () =>
    pinImages(rendered.bytes, pins, { file: name, fields: rule.fields }),
  );
  const content = await job.doors.store.write(bytes, MANIFEST_MEDIA_TYPE);
  return {
    assets: [{ name, role: 'manifest', content, holds: [] }],
    charts: [],
    externalImages,
    findings: [
      ...pins.filter(({ image }) => mentioned.includes(image)).map((pin) => pinnedFinding(name, pin)),
      ...findings,
    ],
    ...(rendered.tools.length === 0 ? {} : { tools: rendered.tools }),
  };
};

const readable = <T>(name: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new Failure('MANIFESTS_UNREADABLE', `${name} cannot be read: ${error.message}`, {
      remedy: 'correct the manifests; templates of other tools must be rendered first',
      at: 'package.manifests',
      cause: error,
    });
  }
};
