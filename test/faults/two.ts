// `npm run faults:two`: two rehearsals of two clones of one repository at the same time, each with keys of its own, into one
// registry that keeps no list of referrers: one tag holds what both write. One ends well, and the other is refused by name;
// where they have no place in common to take turns, as on two machines, both may be refused before anything is named.
// Nothing of either is lost.
// --rounds N into each registry; in every second one they have no such place.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { withRegistries } from '../interop/registries.ts';
import { startHttpRegistry } from '../support/http-registry.ts';
import { createWidget } from '../support/widget.ts';
import { type Bench, createBench } from './bench.ts';
import { type ChildEnded, runChild } from './child.ts';
import { attachedIn, type Held, heldByDistribution, heldInMemory } from './held.ts';

const CONFIGURATION = `version: 1
project: widget
repository: acme/widget
build:
  files:
    cli:
      command: [{ run: [node, -p, '"{target}"'], stdout: cli }]
      outputs: [cli]
      platforms: [linux/amd64, linux/arm64]
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64, linux/arm64]
      layers: { base: scratch, files: [{ from: cli, to: /widget, mode: '0755' }], entrypoint: [/widget] }
package:
  files: [{ from: cli, path: '*', asset: 'cli_{os}_{arch}' }]
`;
const REPOSITORY = 'ghcr.io/acme/widget';

interface Round {
  readonly wrong: readonly string[];
  readonly said: readonly string[];
  readonly attached: number;
}

const tried = async (
  benches: readonly Bench[],
  dir: string,
  host: string,
  held: () => Held,
  together: boolean,
): Promise<Round> => {
  const places = benches.map((_, at) => join(dir, `out-${at}`));
  mkdirSync(dir, { recursive: true });
  benches.forEach(({ base }, at) => cpSync(base, places[at] ?? '', { recursive: true }));
  const argvOf = (at: number): readonly string[] => [benches[at]?.widget ?? '', '--registry', host];
  const ended = await Promise.all(
    benches.map((_, at) =>
      runChild({
        argv: argvOf(at),
        out: places[at] ?? '',
        ...(together ? { temporary: join(dir, 'temporary') } : {}),
      }),
    ),
  );
  const { all, lost } = attachedIn(held());
  const wrong = [...lost];
  const well = ended.filter(({ code }) => code === 0).length;
  const said = ended.map(saidOf);
  if (together && (well !== 1 || !said.includes('3 REHEARSAL_BUSY')))
    wrong.push('it was not one that ended well, and one that was refused');
  // Each finds what the other has attached, by keys that it does not know.
  const named = held().tags.has('v1.0.0');
  if (named !== well > 0) wrong.push(`${well} ended well, and the name is ${named ? '' : 'not '}given`);
  ended.forEach(({ code, stdout, stderr }, at) => {
    if (code !== 0 && !/^[135] [A-Z_]+$/.test(said[at] ?? ''))
      wrong.push(`it ended with ${said[at]}: ${stdout.slice(0, 400)}${stderr.slice(0, 200)}`);
  });
  // Whoever comes later is refused as well, before it writes anything.
  const loser = said.findIndex((one) => one === '3 REHEARSAL_BUSY');
  if (loser !== -1) {
    const later = saidOf(await runChild({ argv: argvOf(loser), out: places[loser] ?? '' }));
    if (later !== '1 TARGET_TAKEN') wrong.push(`who came later ended with ${later}`);
    if (attachedIn(held()).all !== all) wrong.push('who came later attached something');
  }
  return { wrong, said, attached: all };
};

const saidOf = ({ code, signal, stdout }: ChildEnded): string => {
  if (code === 0) return '0';
  try {
    const { error } = JSON.parse(stdout) as { readonly error?: { readonly code?: string } };
    return `${code} ${error?.code ?? 'without a code'}`;
  } catch {
    return `${code ?? signal} without a document`;
  }
};

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '4' } } });
const scratch = mkdtempSync(join(tmpdir(), 'colophon-faults-two-'));
const first = createWidget({
  dir: join(scratch, 'one'),
  tag: 'v1.0.0',
  change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
}).dir;
execFileSync('git', ['clone', '--quiet', first, join(scratch, 'two')]);
const benches = [
  await createBench(join(scratch, 'bench-one'), first),
  await createBench(join(scratch, 'bench-two'), join(scratch, 'two')),
];
const total = { passed: 0, failed: 0 };
const ends = new Map<string, number>();
const told = (name: string, at: number, { wrong, said, attached }: Round): void => {
  total[wrong.length === 0 ? 'passed' : 'failed'] += 1;
  const how = said.toSorted().join(' and ');
  ends.set(how, (ends.get(how) ?? 0) + 1);
  console.log(
    `  ${wrong.length === 0 ? '✓' : '✗'} ${name}, round ${at}: ${how}; ${attached} attached, all listed`,
  );
  if (wrong.length > 0) console.log(`    ${wrong.join('\n    ')}`);
};
const rounds = async (
  name: string,
  use: (at: number, dir: string, act: (host: string, held: () => Held) => Promise<Round>) => Promise<Round>,
): Promise<void> => {
  for (let at = 0; at < Number(values.rounds); at += 1) {
    const dir = join(scratch, `${name}-${at}`.replaceAll(' ', '-'));
    const together = at % 2 === 0;
    told(name, at, await use(at, dir, (host, held) => tried(benches, dir, host, held, together)));
    rmSync(dir, { recursive: true, force: true });
  }
};
await rounds('a registry in memory', async (_, _dir, act) => {
  const registry = await startHttpRegistry();
  try {
    return await act(registry.host, () => heldInMemory(registry, REPOSITORY));
  } finally {
    await registry.close();
  }
});
if (spawnSync('docker-registry', ['--help']).error === undefined)
  await rounds('docker-registry', (_, dir, act) =>
    withRegistries(
      { bin: '', distribution: '', scratch: join(dir, 'registry') },
      [['docker-registry', 'open']],
      async ([registry]) => {
        if (registry === undefined) throw new Error('it was not started');
        const { host, data } = registry;
        return act(host, () => heldByDistribution(data, REPOSITORY));
      },
    ),
  );
rmSync(scratch, { recursive: true, force: true });
console.log(
  `${total.passed} passed, ${total.failed} failed: ${[...ends].map(([how, times]) => `${times} × ${how}`).join(', ')}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
