// `npm run interop`: tools that nobody here wrote read what Colophon makes, and Colophon reads what they make.
// It installs cosign, gh and a real Sigstore from the interoperability kit where the kit is there, and says what
// it skips where it is not. Ends with `N passed, N failed, N skipped`.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { customerChecks } from '../customer/checks.ts';
import { fewerPlatforms, rehearseCustomer } from '../customer/rehearsed.ts';
import { customerTools, PEERS, SHARED } from '../customer/tools.ts';
import { ROOT } from '../support/colophon.ts';
import { helmChecks, kustomizeChecks } from './charts.ts';
import { diskFullChecks } from './disk-full.ts';
import { goBuildInfo } from './go-build-info.ts';
import { type CheckResult, run } from './kit.ts';
import { orasChecks, skopeoChecks } from './layouts.ts';
import { cosignImageChecks, craneChecks, helmPullChecks, withRegistry } from './pushed-content.ts';
import { rehearsedContent, rootsOf } from './rehearsed-content.ts';
import { rehearsalChecks, releaseChecks } from './sigstore.ts';
import { umociChecks } from './unpacked-images.ts';
import { createWidgetRehearsal, unpackingChecks, widgetCosignChecks } from './widget.ts';

interface Part {
  readonly name: string;
  /** Why it cannot run here; `undefined` when it can. */
  readonly skip: string | undefined;
  readonly run: (scratch: string) => Promise<readonly CheckResult[]>;
}

const KIT = join(SHARED, 'interop');

const onPath = async (program: string): Promise<boolean> =>
  (await run('sh', ['-c', `command -v ${program}`])).status === 0;

const installPeers = (...names: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const installed = execFile(
      join(KIT, 'install-peers.sh'),
      names,
      { env: { ...process.env, COLOPHON_PEERS: PEERS } },
      (error) => resolve(error === null),
    );
    installed.stderr?.pipe(process.stderr);
  });

const parts = async (): Promise<readonly Part[]> => {
  const go = (await onPath('go')) ? undefined : 'go is not on PATH';
  const kit = existsSync(join(KIT, 'install-peers.sh'))
    ? go
    : 'the interoperability kit is not beside this checkout';
  const peers = kit ?? ((await installPeers('@sigstore', 'cosign', 'gh')) ? undefined : NOT_INSTALLED);
  const layouts = (await whyNoImages()) ?? (await whyNot('skopeo', 'umoci'));
  const reading = kit ?? layouts ?? ((await installPeers('oras', 'kustomize')) ? undefined : NOT_INSTALLED);
  const pushing = peers ?? reading ?? ((await installPeers('crane', 'helm')) ? undefined : NOT_INSTALLED);
  const customer = await customerTools();
  const bin = join(PEERS, 'bin');
  const widget = (scratch: string) => createWidgetRehearsal(scratch);
  const content = async (scratch: string) =>
    rehearsedContent((await widget(scratch)).dir, { bin, scratch: join(scratch, 'peers') });
  return [
    {
      name: 'unpackers and sha256sum',
      skip: await whyNot('bsdtar', 'unzip', 'sha256sum'),
      run: async (scratch) => unpackingChecks(await widget(scratch)),
    },
    { name: 'a full disk', skip: await whyNoTmpfs(), run: diskFullChecks },
    { name: 'Go build information', skip: go, run: goBuildInfo },
    {
      name: 'stock cosign and a rehearsal',
      skip: peers,
      run: async (scratch) => widgetCosignChecks(await widget(scratch), bin),
    },
    {
      name: 'skopeo, oras and kustomize, and what a rehearsal made',
      skip: reading,
      run: async (scratch) => {
        const made = await content(scratch);
        return [...(await skopeoChecks(made)), ...(await orasChecks(made)), ...(await kustomizeChecks(made))];
      },
    },
    {
      name: 'umoci and the images of a rehearsal',
      skip: layouts,
      run: async (scratch) => umociChecks(await content(scratch), UNPACKED),
    },
    {
      name: 'crane, cosign and helm, and a rehearsal in a registry',
      skip: pushing,
      run: async (scratch) => {
        const made = await content(scratch);
        const roots = rootsOf(made);
        return withRegistry(made, async (place) => [
          ...(await craneChecks(made, place)),
          ...(await cosignImageChecks(made, roots, place)),
          ...(await helmChecks(made)),
          ...(await helmPullChecks(made, roots, place)),
        ]);
      },
    },
    {
      name: 'the rehearsal’s Sigstore',
      skip: peers,
      run: (scratch) => rehearsalChecks({ peers: bin, scratch }),
    },
    {
      name: 'a real Sigstore',
      skip: peers,
      run: (scratch) => releaseChecks({ peers: bin, scratch, kit: KIT }),
    },
    {
      name: 'the first customer’s whole release, for fewer platforms',
      skip: typeof customer === 'string' ? customer : undefined,
      run: async (scratch) => {
        if (typeof customer === 'string') return [];
        const configuration = await fewerPlatforms(join(scratch, 'colophon.yaml'), CUSTOMER);
        return customerChecks(await rehearseCustomer(scratch, customer, configuration));
      },
    },
  ];
};

/** One to run and one in a zip: each platform more is minutes of compiling on a cold machine. */
const CUSTOMER = { programs: ['linux/amd64', 'windows/amd64'], images: ['linux/amd64'] };

const NOT_INSTALLED = 'the peers could not be installed';

/** Modes and owners of what the example puts into its images. */
const UNPACKED: Parameters<typeof umociChecks>[1] = [
  { image: 'widget', path: '/greet', mode: '755', owner: '0:0' },
  { image: 'widget', path: '/usr/share/man/man1', mode: '755', owner: '0:0' },
  { image: 'widget', path: '/usr/share/man/man1/widget.1', mode: '644', owner: '0:0' },
];

const whyNoImages = async (): Promise<string | undefined> =>
  /^ {2}images:/m.test(await readFile(join(ROOT, 'examples/widget/colophon.yaml'), 'utf8'))
    ? undefined
    : 'examples/widget has no image yet';

const whyNot = async (...programs: readonly string[]): Promise<string | undefined> => {
  for (const program of programs) if (!(await onPath(program))) return `${program} is not on PATH`;
  return undefined;
};

const whyNoTmpfs = async (): Promise<string | undefined> => {
  if (process.getuid?.() !== 0) return 'mounting a small tmpfs needs root';
  return (await onPath('mount')) ? undefined : 'mount is not on PATH';
};

const counts = { passed: 0, failed: 0, skipped: 0 };
const scratch = await mkdtemp(join(tmpdir(), 'colophon-interop-'));
try {
  for (const [index, part] of (await parts()).entries()) {
    console.log(`\n# ${part.name}`);
    if (part.skip !== undefined) {
      counts.skipped += 1;
      console.log(`skip  ${part.skip}`);
      continue;
    }
    const place = join(scratch, String(index));
    await mkdir(place);
    const results = await part.run(place).catch((error: unknown): readonly CheckResult[] => [
      {
        name: part.name,
        passed: false,
        said: error instanceof Error ? (error.stack ?? error.message) : String(error),
      },
    ]);
    for (const { name, passed, said } of results) {
      counts[passed ? 'passed' : 'failed'] += 1;
      console.log(passed ? `ok    ${name}` : `FAIL  ${name}\n      ${said ?? ''}`);
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
