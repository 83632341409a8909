// The same proof with cosign: every bundle of a rehearsal, one command after the other.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compare, inTurn, installed, run } from './measure.ts';
import type { Place, Rehearsed } from './place.ts';
import { ratio, type Row } from './row.ts';

/** Ours against theirs: the two bundles of files, and each distinct one that is attached in a registry. */
export const besideCosign = async (
  place: Place,
  release: Rehearsed,
  work: string,
  rounds: number,
): Promise<Row> => {
  const attached = attachedBundles(join(release.out, 'registries'));
  const against =
    attached.length === 0
      ? 'cosign verify-blob of the same two bundles in turn'
      : `cosign verify-blob of the same two bundles and verify-blob-attestation of ${attached.length} attached ones in turn`;
  const cosign = process.env['COSIGN'] ?? 'cosign';
  if (!installed(cosign, 'version'))
    return { work, against, figure: '', skipped: 'cosign is not installed (COSIGN names it)' };
  const names = readdirSync(release.assets);
  const ending = (end: string): string => names.find((name) => name.endsWith(end)) ?? '';
  const seal = ending('.colophon.json');
  const { san, issuer } = release.identity;
  const signer = ['--certificate-identity', san, '--certificate-oidc-issuer', issuer];
  const demands = ['--trusted-root', release.trustedRoot, ...signer];
  const blob = (file: string, bundle: string): readonly string[] => {
    const paths = ['--bundle', join(release.assets, bundle), join(release.assets, file)];
    return [cosign, 'verify-blob', ...demands, ...paths];
  };
  const attestation = ({ bundle, subject, type }: Attached): readonly string[] => {
    const about = ['--bundle', bundle, '--type', type, '--digest', subject, '--digestAlg', 'sha256'];
    return [cosign, 'verify-blob-attestation', ...demands, ...about];
  };
  const theirs = [
    blob(seal, `${seal}.sigstore.json`),
    blob(ending('_checksums.txt'), ending('_checksums.txt.sigstore.json')),
    ...attached.map(attestation),
  ];
  const ours = run([process.execPath, place.colophon, 'verify', release.out, '--rehearsal']);
  const figures = await compare(ours, inTurn(theirs.map((argv) => run(argv))), rounds);
  return ratio(work, against, figures, { most: 1, quick: place.quick });
};

interface Attached {
  /** A file. */
  readonly bundle: string;
  /** SHA-256 of the manifest that it is attached to, in hexadecimal digits. */
  readonly subject: string;
  readonly type: string;
}

interface Index {
  readonly manifests: readonly { readonly digest: string }[];
}

interface Referrer {
  readonly artifactType?: string;
  readonly subject?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Each bundle once, whatever it is attached to and wherever it was mirrored; none where there are no registries. */
const attachedBundles = (registries: string): readonly Attached[] => {
  const found = new Map<string, Attached>();
  for (const layout of directoriesIn(registries)) {
    const blob = (digest: string): string => join(registries, layout, 'blobs/sha256', hex(digest));
    const { manifests } = json(join(registries, layout, 'index.json')) as Index;
    for (const { digest } of manifests) {
      const { artifactType, subject, layers, annotations } = json(blob(digest)) as Referrer;
      const bundle = layers?.[0]?.digest;
      const type = annotations?.['dev.sigstore.bundle.predicateType'];
      if (artifactType !== BUNDLE || subject === undefined || bundle === undefined || type === undefined)
        continue;
      found.set(bundle, { bundle: blob(bundle), subject: hex(subject.digest), type });
    }
  }
  return [...found.values()];
};

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const directoriesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};
const hex = (digest: string): string => digest.slice('sha256:'.length);
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
