// `npm run forgeries`: tells every lie and prints who believes it. `--markdown` prints the table for docs/forgeries.md,
// `--only WORD` tells the lies whose name holds a word.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { toldOfImages, waysOf } from './image-judge.ts';
import type { ImageLie } from './image-lie.ts';
import { askImagePeers } from './image-peers.ts';
import { createImageWorld, type ImageWorld } from './image-world.ts';
import { judge, told } from './judge.ts';
import {
  isOfFiles,
  isOfImages,
  isOfProducer,
  isOfRegistry,
  type NamedImageLie,
  type NamedLie,
  type NamedProducerLie,
  type NamedRegistryLie,
  readLies,
} from './lies.ts';
import { type LyingRegistry, startLyingRegistry } from './lying-registry.ts';
import { askPeers, findPeers, type PeerVerdict, type Peers } from './peers.ts';
import { toldToProducer } from './producer-judge.ts';
import { createProducerWorld, type ProducerWorld } from './producer-world.ts';
import { toldByRegistry } from './registry-judge.ts';
import { askRegistryPeers } from './registry-peers.ts';
import { createRegistryWorld, type RegistryWorld } from './registry-world.ts';
import { copyTarget, type Target } from './target.ts';
import { createWorld, type World } from './world.ts';

interface Row {
  readonly name: string;
  readonly expected: string;
  readonly colophon: string;
  readonly cosign: PeerVerdict;
  readonly gh: PeerVerdict;
  readonly passed: boolean;
}

const PAGE = `# Forgeries

Each row is a lie about a real rehearsal of \`examples/widget\`, made by \`test/forgeries/<lie>/lie.ts\` and told to
\`colophon verify\` by the tests, which demand exactly this code and no other. Most lies are told about the same files
signed as a GitHub Actions workflow would, so that gh can be asked too; many are signed by the very authority that the
trusted root names, as consistently as can be.

Lies about images, charts and mirrors are told about a small signed release with an image of two platforms, a chart,
manifests and a mirror: each is laid out as a rehearsal leaves it and judged whole (\`verify DIR --rehearsal\`), and signed
as a GitHub Actions workflow would and judged as one image in a layout (\`verify oci-layout:DIR@sha256:…\`), and both must
say the one code; where only one of the two can hold the lie, only that one is asked.

The last two columns say what stock cosign (\`verify-blob --bundle\`) and gh (\`attestation verify --bundle\`) answer about
the one file and bundle that the lie concerns, with the same trusted root and the exact expected identity. They judge
files, not releases: that they accept one is often no fault of theirs, but it is what a consumer would be told.
About images cosign is asked \`verify\`, or \`verify-attestation --type\` where the lie is about an SBOM or a provenance, of
the digest in a registry that tells the lie; gh reads that manifest as a file beside its provenance. What they are not
asked about (layers, other platforms, mirrors, what else is attached) they do not promise.
\`refused*\`: gh refuses every rehearsal, because its repository is not on github.com. \`-\`: they have no command for it.

Lies of registries are told over HTTP: a signed release lies in a registry that answers otherwise than an honest one, and
\`verify oci://…\` is asked about the tag of its image with \`--complete\`. cosign (\`verify\`) and gh (\`attestation verify
oci://… --bundle-from-oci\`) are asked about the same tag of the same registry, which goes on lying. They take a tag's word
for a digest and fetch little more than what is attached to it: what they accept there was often true of that digest.
They are not asked where an answer has no end, where they have no password, or where the lie is in what they never fetch.

Lies to those who make releases (\`rehearse --registry\`, \`mirror\`, \`doctor\`, images upon bases and from Dockerfiles) come
from registries, credential helpers and builders. Each stops with its code before a name is given, as the registry's own
record shows; and the same command, where nobody lies any more, comes to the same digests as if nobody had.

A new lie is a new folder with a \`lie.ts\`: who forges what, the code, and a few lines that do it. Anything that is
accepted, or refused with another code, fails the tests.

This page is what \`npm run forgeries -- --markdown\` prints; \`npm run forgeries\` prints the same as plain text.
`;

const COLUMNS = ['lie', 'expected', 'Colophon', 'cosign', 'gh'] as const;

const { values } = parseArgs({
  options: { markdown: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const copied = (world: World, kind: 'rehearsal' | 'release', name: string): Target =>
  copyTarget(world[kind].current, join(world.scratch, 'told', name));

/** Everyone believes what is true; a row that says otherwise makes all the others worthless. */
const truth = async (world: World, peers: Peers, kind: 'rehearsal' | 'release'): Promise<Row> => {
  const target = copied(world, kind, `truth-${kind}`);
  const { exit, accepted, codes } = await judge(target);
  return {
    name: `(no lie: the ${kind} as it was made)`,
    expected: 'accepted',
    colophon: accepted ? 'accepted' : codes.join(' '),
    ...(await askPeers(peers, {}, target)),
    passed: accepted && exit === 0,
  };
};

const truthOfImages = async (
  world: ImageWorld,
  registry: LyingRegistry,
  peers: Peers,
): Promise<readonly Row[]> => {
  const name = 'truth-of-images';
  const heard = [];
  for (const way of ['directory', 'layout'] as const) heard.push(await toldOfImages({}, way, world, name));
  const [, image] = heard;
  if (image === undefined) throw new TypeError('nothing was told');
  const accepted = heard.every(({ judged }) => judged.accepted);
  const colophon = accepted ? 'accepted' : heard.flatMap(({ judged }) => judged.codes).join(' ');
  const row = async (what: string, peer: NonNullable<ImageLie['peer']>): Promise<Row> => ({
    name: `(no lie: the ${what})`,
    expected: 'accepted',
    colophon,
    ...(await askImagePeers(peers, { peer }, image.place, registry)),
    passed: accepted,
  });
  return [
    await row('image as it was made', {}),
    await row('SBOM of the image', { attested: 'spdxjson' }),
    await row('provenance of the image', { attested: 'slsaprovenance1' }),
  ];
};

const tell = async (world: World, peers: Peers, lie: NamedLie): Promise<Row> => {
  const target = copied(world, lie.of, lie.name);
  const { judged, asked } = await told(lie, world, target);
  const colophon = judged.accepted ? 'accepted' : judged.codes.join(' ');
  return {
    name: lie.name,
    expected: lie.code,
    colophon,
    ...(await askPeers(peers, lie, target, asked.options?.trustedRoot)),
    passed: !judged.accepted && judged.exit === (lie.exit ?? 1) && colophon === lie.code,
  };
};

/** The same for images: both ways must say the one code, and the peers hear what is signed as a release. */
const tellOfImages = async (
  world: ImageWorld,
  registry: LyingRegistry,
  peers: Peers,
  lie: NamedImageLie,
): Promise<Row> => {
  const heard = [];
  for (const way of waysOf(lie)) heard.push(await toldOfImages(lie, way, world, lie.name));
  const codes = [...new Set(heard.flatMap(({ judged }) => judged.codes))];
  const accepted = heard.some(({ judged }) => judged.accepted);
  const colophon = accepted ? 'accepted' : codes.join(' ');
  const place =
    heard.find((one) => one.place.kind === 'release')?.place ??
    (await world.lay('release', `${lie.name}-peers`, lie));
  return {
    name: lie.name,
    expected: lie.code,
    colophon,
    ...(await askImagePeers(peers, lie, place, registry)),
    passed:
      !accepted && heard.every(({ judged }) => judged.exit === (lie.exit ?? 1)) && colophon === lie.code,
  };
};

const truthOfRegistry = async (world: RegistryWorld, peers: Peers): Promise<Row> => {
  const { judged, place } = await toldByRegistry({}, world);
  return {
    name: '(no lie: the image in a registry)',
    expected: 'accepted',
    colophon: judged.accepted ? 'accepted' : judged.codes.join(' '),
    ...(await askRegistryPeers(peers, {}, place, world)),
    passed: judged.accepted,
  };
};

/** The same about a registry: it goes on lying while the peers ask it. */
const tellOfRegistry = async (world: RegistryWorld, peers: Peers, lie: NamedRegistryLie): Promise<Row> => {
  const { judged, place } = await toldByRegistry(lie, world);
  const colophon = judged.accepted ? 'accepted' : judged.codes.join(' ');
  return {
    name: lie.name,
    expected: lie.code,
    colophon,
    ...(await askRegistryPeers(peers, lie, place, world)),
    passed: !judged.accepted && judged.exit === (lie.exit ?? 1) && colophon === lie.code,
  };
};

/** To those who make releases: nobody else is asked. */
const tellProducer = async (world: ProducerWorld, lie: NamedProducerLie): Promise<Row> => {
  const { code, exit, faults } = await toldToProducer(lie, lie.name, world);
  for (const fault of faults) process.stderr.write(`${lie.name}: ${fault}\n`);
  return {
    name: lie.name,
    expected: lie.code,
    colophon: faults.length === 0 ? code : 'more than one thing',
    cosign: '-',
    gh: '-',
    passed: faults.length === 0 && code === lie.code && exit === FAILURE_CODES[lie.code],
  };
};

const cellsOf = ({ name, expected, colophon, cosign, gh, passed }: Row): readonly string[] => [
  name,
  expected,
  passed ? (expected === 'accepted' ? 'accepted' : 'refused') : `WRONG: ${colophon}`,
  cosign,
  gh,
];

const plainTable = (rows: readonly Row[]): string => {
  const all = [COLUMNS, ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((cells) => (cells[column] ?? '').length)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const markdownTable = (rows: readonly Row[], claims: ReadonlyMap<string, string>): string =>
  [
    PAGE,
    '| lie | what the forger did | refused with | cosign | gh |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, colophon, cosign, gh }) =>
        `| ${name} | ${claims.get(name) ?? ''} | ${colophon === 'accepted' ? 'accepted' : `\`${colophon}\``} | ${cosign} | ${gh} |`,
    ),
  ].join('\n');

const believed = (rows: readonly Row[], peer: 'cosign' | 'gh'): string => {
  const asked = rows.filter((row) => row.expected !== 'accepted' && row[peer] !== '-');
  const taken = asked.filter((row) => row[peer] === 'accepted').length;
  return asked.length === 0 ? `${peer} is not installed` : `${peer} believed ${taken} of ${asked.length}`;
};

const world = await createWorld();
const within = async (name: string): Promise<string> => {
  const dir = join(world.scratch, name);
  await mkdir(dir);
  return dir;
};
const images = await createImageWorld(join(world.scratch, 'images'));
const registry = await startLyingRegistry();
const registries = await createRegistryWorld(await within('registries'));
const producers = await createProducerWorld(await within('producers'));
try {
  const peers = findPeers(process.env);
  const lies = (await readLies()).filter(
    ({ name }) => values.only === undefined || name.includes(values.only),
  );
  const rows: Row[] = [];
  for (const kind of ['rehearsal', 'release'] as const) rows.push(await truth(world, peers, kind));
  rows.push(...(await truthOfImages(images, registry, peers)));
  rows.push(await truthOfRegistry(registries, peers));
  for (const lie of lies)
    if (isOfFiles(lie)) rows.push(await tell(world, peers, lie));
    else if (isOfImages(lie)) rows.push(await tellOfImages(images, registry, peers, lie));
    else if (isOfRegistry(lie)) rows.push(await tellOfRegistry(registries, peers, lie));
    else if (isOfProducer(lie)) rows.push(await tellProducer(producers, lie));
  const failed = rows.filter(({ passed }) => !passed).length;
  process.stdout.write(
    `${values.markdown ? markdownTable(rows, new Map(lies.map(({ name, claim }) => [name, claim]))) : plainTable(rows)}\n\n`,
  );
  if (!values.markdown) {
    process.stdout.write(
      'refused*: gh refuses every rehearsal, because its repository is not on github.com.\n',
    );
    process.stdout.write('-: there is no command for the case, or the program is not installed.\n');
    process.stdout.write(`${believed(rows, 'cosign')}; ${believed(rows, 'gh')}.\n`);
    process.stdout.write(`${rows.length - failed} passed, ${failed} failed\n`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  registry.stop();
  await producers.remove();
  await registries.remove();
  await images.remove();
  await world.remove();
}
