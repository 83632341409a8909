// What BuildKit's programs have in common: how an output is written, how a base is called, and what they say.
import type { Platform } from '../../domain/platform.ts';
import type { BuildPlan, Substitute } from '../dockerfile/builder.ts';
import type { BuilderWords } from '../dockerfile/build-failure.ts';

/**
 * An OCI layout in a directory, with the commit's time on every file that the build wrote (BuildKit 0.13), and gzip
 * throughout whatever its bases use.
 */
export const layoutOutput = ({ out }: BuildPlan): string =>
  [
    'type=oci',
    'tar=false',
    `dest=${out}`,
    'oci-mediatypes=true',
    'compression=gzip',
    'force-compression=true',
    'rewrite-timestamp=true',
  ]
    .map(csvField)
    .join(',');

/** Outputs are one line of CSV. */
const csvField = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The name that BuildKit looks a base up by: without the default registry and the default tag (distribution/reference). */
export const familiarName = (from: string): string => {
  const name = from.replace(/^(?:index\.)?docker\.io\//, '');
  return (name === from ? from : name.replace(/^library\/(?=[^/]+$)/, '')).replace(/:latest$/, '');
};

/** What a substitute is called on the command line, once its layout has a name there. */
export const baseAddress = ({ place, digest }: Substitute, layout: string): string =>
  'layout' in place ? `oci-layout://${layout}@${digest}` : `docker-image://${place.repository}@${digest}`;

/** Words of BuildKit, by whichever program it was asked. */
export const buildkitWords = (who: string): BuilderWords => ({
  who,
  unreachable: UNREACHABLE,
  place: (lines) => {
    // `Dockerfile:12`, alone on its line, under it the part that failed between two rules.
    const at = lines.findLastIndex((line, index) => PLACE.test(line) && RULE.test(lines[index + 1] ?? ''));
    const number = PLACE.exec(lines[at] ?? '')?.[1];
    return number === undefined ? undefined : Number(number);
  },
  remedies: [
    [
      /exporter is not supported for the docker driver|OCI exporter is not supported/,
      'give Docker a builder that writes OCI layouts: docker buildx create --driver docker-container --use',
    ],
  ],
});

// What programs of a build print about their own connections does not begin so.
const UNREACHABLE =
  /^error:.*(?:failed to list workers|connection error: desc|Unavailable: (?:read|write) |error reading from server|transport is closing|Cannot connect to the Docker daemon|no valid drivers found)/i;
const PLACE = /^\S.*:(\d{1,7})$/;
const RULE = /^-{10,}$/;

/** Whether the first platform of a machine, which is its own, is this one; variants that it also runs are its own too. */
export const isNative = (platform: Platform, listed: readonly string[]): boolean => {
  const own = listed[0]?.split('/').slice(0, 2).join('/');
  const wanted = `${platform.os}/${platform.architecture}`;
  if (own !== wanted) return false;
  return (
    platform.variant === undefined ||
    listed.includes(`${wanted}/${platform.variant}`) ||
    // 64-bit ARM has one variant, and is listed without it.
    (platform.architecture === 'arm64' && platform.variant === 'v8')
  );
};
