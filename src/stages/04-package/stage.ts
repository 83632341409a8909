// Stage 04: what people download and install: files as they are, archives, source archives, manifests and charts.
// Every archive is written by our own deterministic tar, gzip and zip; its times are the commit's. Manifests and
// charts name the release's images by the digests just assembled.
import { byBytes } from '../../domain/byte-order.ts';
import type { AssembleOutcome } from '../../domain/outcome/assemble.ts';
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import type { GateOutcome } from '../../domain/outcome/gate.ts';
import type { PackageOutcome } from '../../domain/outcome/package.ts';
import { byName } from '../../domain/release-assets.ts';
import { type Bench, type Doors, stage } from '../../engine/stage.ts';
import { makeChart } from './chart.ts';
import { kustomize } from './manifest-kustomize.ts';
import { makeManifest } from './manifest.ts';
import { demandNames } from './names.ts';
import { pinsOf, unmentioned } from './pins.ts';
import type { Planned } from './plan.ts';
import { delegates, partsOf, REFERENCES, waitsOf, workOf } from './parts.ts';
import { writeArchive } from './write-archive.ts';

interface Made {
  readonly gate: GateOutcome;
  readonly build: BuildOutcome;
  readonly assemble: AssembleOutcome;
}

export const packaging = stage({
  name: 'package',
  promise: 'Everything that people install exists, byte for byte the same on any machine, and pinned.',
  revision: 2,
  reads: ['gate', 'build', 'assemble'],
  needs: ['compressor', 'source', 'store', 'workshop'],
  repeats: 'once',
  parts: ({ gate, build }, settings) => partsOf(build.files, gate.facts, settings),
  waits: (part, settings, { gate, build }) => waitsOf(part, build.files, gate.facts, settings),
  delegates: (part, settings, { gate }) => delegates(part, gate.facts, settings),
  hashes: async (part, { gate, build }, { workshop }, settings) => {
    const { manifest } = workOf(part, build.files, gate.facts, settings);
    return manifest?.source.kind === 'kustomize' ? [await kustomize(workshop)] : [];
  },
  run: async (part, made: Made, doors, settings, bench) => {
    const { gate, build, assemble } = made;
    const { manifest, chart, planned } = workOf(part, build.files, gate.facts, settings);
    const pins = pinsOf(assemble, settings.targets);
    if (part === REFERENCES) {
      const earlier = [...bench.earlier.values()].flatMap(({ findings }) => findings);
      return { assets: [], charts: [], externalImages: [], findings: unmentioned(pins, earlier) };
    }
    if (manifest !== undefined)
      return makeManifest(part, manifest, pins, {
        facts: gate.facts,
        built: build.files,
        doors,
        doing: bench.doing,
        line: bench.output,
      });
    if (chart !== undefined) {
      const push = settings.targets.charts.find(({ path }) => path === chart.path)?.push;
      return makeChart(chart, push, { facts: gate.facts, pins, doors, doing: bench.doing });
    }
    if (planned === undefined) throw new TypeError(`no package ${part}`);
    return pack(planned, made, doors, bench);
  },
  join: (done) => {
    const outcomes = [...done.values()];
    const assets = outcomes.flatMap((outcome) => outcome.assets);
    demandNames(assets.map(({ name }) => name));
    const tools = outcomes.flatMap((outcome) => outcome.tools ?? []);
    return {
      assets: assets.sort(byName),
      charts: outcomes.flatMap(({ charts }) => charts).sort(byName),
      externalImages: [...new Set(outcomes.flatMap(({ externalImages }) => externalImages))].sort(byBytes),
      findings: outcomes.flatMap(({ findings }) => findings),
      ...(tools.length === 0
        ? {}
        : { tools: [...new Map(tools.map((tool) => [`${tool.name} ${tool.version}`, tool])).values()] }),
    };
  },
  says: ({ assets }) => `${assets.length} ${assets.length === 1 ? 'asset' : 'assets'}`,
});

const pack = async (
  planned: Planned,
  { gate }: Made,
  doors: Doors<'compressor' | 'source' | 'store'>,
  bench: Bench<'package'>,
): Promise<PackageOutcome> => {
  const { name, role, platform, holds, archive } = planned;
  const earlier = (archive?.waits ?? []).flatMap((part) => bench.earlier.get(part)?.assets ?? []);
  const content =
    planned.archive === undefined ? planned.content : await writeArchive(planned, earlier, gate.facts, doors);
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
};
