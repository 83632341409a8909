// Charts and manifests of a rehearsal, read by helm and kustomize: well-formed, and pinned to the images of the release.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { equal } from './layouts.ts';
import type { RehearsedContent } from './rehearsed-content.ts';

/** helm shows, lints and templates each chart; every image of the release that comes out is pinned by digest. */
export const helmChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const helm = join(content.bin, 'helm');
  const results: CheckResult[] = [];
  for (const { name, version, appVersion, asset } of content.colophon.charts) {
    const file = join(content.assets, asset);
    const shown = await run(helm, ['show', 'chart', file]);
    results.push(expectEnd(`helm shows ${asset}`, shown, { ok: true, saying: /^apiVersion: v2$/m }));
    for (const [key, value] of Object.entries({ name, version, appVersion })) {
      const said = new RegExp(`^${key}: "?'?(.*?)'?"?$`, 'm').exec(shown.said)?.[1] ?? 'nothing';
      results.push(equal(`helm sees the ${key} of ${asset}`, said, value));
    }
    results.push(expectEnd(`helm lints ${asset}`, await run(helm, ['lint', '--strict', file]), { ok: true }));
    const made = await run(helm, ['template', 'release', file]);
    results.push(expectEnd(`helm templates ${asset}`, made, { ok: true }), pinned(asset, made.said, content));
  }
  return results;
};

/** kustomize builds from each manifest, and what it builds is pinned. */
export const kustomizeChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const { name } of content.colophon.assets.filter(({ role }) => role === 'manifest')) {
    const place = join(content.scratch, `kustomize-${name}`);
    await mkdir(place, { recursive: true });
    await copyFile(join(content.assets, name), join(place, name));
    await writeFile(join(place, 'kustomization.yaml'), `resources: [${JSON.stringify(name)}]\n`);
    const built = await run(join(content.bin, 'kustomize'), ['build', place]);
    results.push(
      expectEnd(`kustomize builds from ${name}`, built, { ok: true }),
      pinned(name, built.said, content),
    );
  }
  return results;
};

/** The release is mentioned, and every mention of an image of it is by its digest. */
const pinned = (asset: string, yaml: string, { colophon }: RehearsedContent): CheckResult => {
  const name = `every image of the release in ${asset} is pinned`;
  const mentioned = [...yaml.matchAll(/^[ \t-]*image:[ \t]*["']?([^"'\s]+)/gm)].map(([, one = '']) => one);
  const ours = mentioned.flatMap((one) =>
    colophon.images
      .filter(({ repository }) => new RegExp(`^${repository.replaceAll('.', '\\.')}([:@]|$)`).test(one))
      .map(({ digest }) => ({ one, digest })),
  );
  const loose = ours.filter(({ one, digest }) => !one.endsWith(`@${digest}`)).map(({ one }) => one);
  if (ours.length > 0 && loose.length === 0) return { name, passed: true };
  const said = loose.length === 0 ? 'none of them is mentioned' : `${loose.join(', ')} is not`;
  return { name, passed: false, said };
};
