// The images of a rehearsal, unpacked by umoci: the files are what was put in, bytes, modes and owners.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { equal, nameOf } from './layouts.ts';
import { type RehearsedContent, rootsOf } from './rehearsed-content.ts';

/** What a file in an image must be. */
export interface UnpackedFile {
  readonly image: string;
  /** Absolute in the image. */
  readonly path: string;
  /** As `stat -c %a` says. */
  readonly mode: string;
  /** `uid:gid` */
  readonly owner: string;
}

/** Every file that a platform's SBOM names has the bytes that it says; owners are looked at where root unpacks. */
export const umociChecks = async (
  content: RehearsedContent,
  files: readonly UnpackedFile[],
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const isRoot = process.getuid?.() === 0;
  for (const root of rootsOf(content).filter(({ kind }) => kind === 'image')) {
    for (const { platform, digest } of root.platforms) {
      const name = `${nameOf(root)} for ${platform}`;
      const place = join(content.scratch, 'umoci', encodeURIComponent(name));
      const image = `${join(place, 'image')}:${root.tag}`;
      const [os = '', arch = ''] = platform.split('/');
      await mkdir(place, { recursive: true });
      // umoci knows no index: skopeo picks the platform.
      const picked = await run('skopeo', [
        `--override-os=${os}`,
        `--override-arch=${arch}`,
        'copy',
        '--preserve-digests',
        `oci:${root.layout}:${root.tag}`,
        `oci:${image}`,
      ]);
      results.push(expectEnd(`skopeo picks ${name}`, picked, { ok: true }));
      const rootless = isRoot ? [] : ['--rootless'];
      const unpacked = await run('umoci', ['unpack', ...rootless, '--image', image, join(place, 'bundle')]);
      results.push(expectEnd(`umoci unpacks ${name}`, unpacked, { ok: true }));
      const rootfs = join(place, 'bundle/rootfs');
      const known = await filesOf(content, digest);
      results.push({ name: `the SBOM of ${name} names files`, passed: known.length > 0 });
      for (const { path, sha256 } of known) {
        const { said } = await run('sha256sum', [join(rootfs, path)]);
        results.push(equal(`${path} of ${name} has the bytes that the SBOM says`, said.slice(0, 64), sha256));
      }
      for (const { path, mode, owner } of files.filter((one) => one.image === root.name)) {
        const seen = await run('stat', ['-c', isRoot ? '%a %u:%g' : '%a', join(rootfs, path)]);
        const wanted = isRoot ? `${mode} ${owner}` : mode;
        results.push(equal(`${path} of ${name} is ${wanted}`, seen.said, wanted));
      }
    }
  }
  return results;
};

interface Known {
  readonly path: string;
  readonly sha256: string;
}

/** What the SBOM of this manifest says about files. */
const filesOf = async ({ colophon, assets }: RehearsedContent, digest: string): Promise<readonly Known[]> => {
  const listed = colophon.assets.find(({ role, describes }) => role === 'sbom' && describes === digest);
  if (listed === undefined) return [];
  const { files = [] } = JSON.parse(await readFile(join(assets, listed.name), 'utf8')) as {
    readonly files?: readonly {
      readonly fileName: string;
      readonly checksums: readonly { readonly algorithm: string; readonly checksumValue: string }[];
    }[];
  };
  return files.flatMap(({ fileName, checksums }) =>
    checksums
      .filter(({ algorithm }) => algorithm === 'SHA256')
      .map(({ checksumValue }) => ({ path: fileName, sha256: checksumValue })),
  );
};
