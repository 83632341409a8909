// Stage 04: what people download and install: files as they are, archives, source archives.
// Every archive is written by our own deterministic tar, gzip and zip; its times are the commit's.
import { byBytes } from '../../domain/byte-order.ts';
import { byName } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { demandNames } from './names.ts';
import { planPackage } from './plan.ts';
import { writeArchive } from './write-archive.ts';

export const packaging = stage({
  name: 'package',
  promise: 'Everything that people install exists, byte for byte the same on any machine.',
  revision: 1,
  reads: ['gate', 'build'],
  needs: ['compressor', 'source', 'store'],
  repeats: 'once',
  parts: ({ gate, build }, settings) =>
    demandNames(planPackage(build.files, gate.facts, settings)).map(({ name }) => name),
  run: async (part, { gate, build }, doors, settings) => {
    const planned = planPackage(build.files, gate.facts, settings).find(({ name }) => name === part);
    if (planned === undefined) throw new TypeError(`no package ${part}`);
    const { name, role, platform, holds } = planned;
    const content =
      planned.archive === undefined ? planned.content : await writeArchive(planned, gate.facts, doors);
    const prebuilt = holds.length > 0 && holds.every(({ origin }) => origin === 'prebuilt');
    return {
      assets: [
        {
          name,
          role,
          content,
          ...(platform === undefined ? {} : { platform }),
          ...(prebuilt ? ({ origin: 'prebuilt' } as const) : {}),
          holds,
        },
      ],
      charts: [],
      externalImages: [],
      findings: [],
    };
  },
  join: (done) => {
    const outcomes = [...done.values()];
    return {
      assets: outcomes.flatMap(({ assets }) => assets).sort(byName),
      charts: outcomes.flatMap(({ charts }) => charts),
      externalImages: [...new Set(outcomes.flatMap(({ externalImages }) => externalImages))].sort(byBytes),
      findings: outcomes.flatMap(({ findings }) => findings),
    };
  },
  says: ({ assets }) => `${assets.length} ${assets.length === 1 ? 'asset' : 'assets'}`,
});
