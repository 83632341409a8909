// Stage 05: one SPDX 2.3 document for each packaged file, made from the file's own bytes.
// What stands in it and what not is written down in docs/formats/sbom.md.
import type { Sbom } from '../../domain/outcome/sbom.ts';
import { stage } from '../../engine/stage.ts';
import { formatSpdx, SPDX_MEDIA_TYPE } from '../../formats/spdx/document.ts';
import { renderTemplate } from '../../formats/template.ts';
import { factValues } from '../asset-name.ts';
import { describe } from './describe.ts';

export const sbom = stage({
  name: 'sbom',
  promise: 'Every packaged file has an SPDX document that holds its SHA-256 and says what is inside.',
  revision: 1,
  reads: ['gate', 'package'],
  needs: ['store', 'source'],
  repeats: 'once',
  parts: (input) => input.package.assets.map(({ name }) => name),
  run: async (part, input, { store, source }, settings, bench) => {
    const { facts } = input.gate;
    const sboms: Sbom[] = [];
    for (const asset of input.package.assets.filter(({ name }) => name === part)) {
      bench.doing(`reads ${asset.name}`);
      const document = formatSpdx(await describe(asset, facts, settings, { store, source }));
      sboms.push({
        name: renderTemplate(settings.asset, { ...factValues(facts), asset: asset.name }),
        role: 'sbom',
        content: await store.write(document, SPDX_MEDIA_TYPE),
        describes: asset.name,
      });
    }
    return { sboms };
  },
  join: (done) => ({ sboms: [...done.values()].flatMap(({ sboms }) => sboms) }),
  says: ({ sboms }) => (sboms.length === 1 ? '1 document' : `${sboms.length} documents`),
});
