// What a rehearsal wrote in formats of others, by checks of others: SBOMs by SPDX, manifests and what a chart makes of
// itself by Kubernetes.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { kubernetesChecks, spdxToolsChecks } from './python-peers.ts';
import type { RehearsedContent } from './rehearsed-content.ts';

/** `python` holds spdx-tools and kubernetes-validate. A field that is no field is refused, or the check shows nothing. */
export const schemaChecks = async (
  content: RehearsedContent,
  python: string,
): Promise<readonly CheckResult[]> => {
  const { assets, colophon, scratch, bin } = content;
  const ofRole = (role: string): readonly string[] =>
    colophon.assets.filter((asset) => asset.role === role).map(({ name }) => join(assets, name));
  const place = join(scratch, 'schemas');
  await mkdir(place, { recursive: true });
  const results: CheckResult[] = [
    ...(await spdxToolsChecks(python, ofRole('sbom'))),
    ...(await kubernetesChecks(python, ofRole('manifest'))),
  ];
  for (const { name, asset } of colophon.charts) {
    const made = await run(join(bin, 'helm'), ['template', name, join(assets, asset)]);
    const file = join(place, `${asset}.yaml`);
    await writeFile(file, made.said);
    results.push(...(await kubernetesChecks(python, [file])));
  }
  return [...results, ...(await refusals(place, python))];
};

const refusals = async (place: string, python: string): Promise<readonly CheckResult[]> => {
  const manifest = join(place, 'wrong.yaml');
  await writeFile(manifest, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: x, image: y }\n');
  const sbom = join(place, 'wrong.spdx.json');
  await writeFile(sbom, JSON.stringify({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' }));
  return [
    expectEnd(
      'kubernetes-validate refuses a field that is none',
      await run(join(python, 'kubernetes-validate'), ['--strict', manifest]),
      { ok: false, saying: /image/ },
    ),
    expectEnd(
      'spdx-tools refuses a document without a namespace',
      await run(join(python, 'pyspdxtools'), ['--infile', sbom]),
      { ok: false },
    ),
  ];
};
