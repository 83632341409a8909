// A rehearsal of examples/widget, read by the tools that consumers have.
import { readFile, readdir, symlink, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { BUILT, colophon } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';
import { type CheckResult, expectEnd, run } from './kit.ts';
import { printedCommands } from './printed-commands.ts';
import { cosignVerifyBlob } from './stock.ts';

export interface WidgetRehearsal {
  /** The rehearsal's directory, absolute. */
  readonly dir: string;
  readonly assets: string;
  readonly trustedRoot: string;
  readonly identity: { readonly san: string; readonly issuer: string };
  readonly names: readonly string[];
  readonly scratch: string;
}

/** Rehearses v1.2.0 of the widget under `scratch`, by the built command line. */
export const createWidgetRehearsal = async (scratch: string): Promise<WidgetRehearsal> => {
  const widget = createWidget({ dir: join(scratch, 'widget'), tag: 'v1.2.0' });
  const dir = join(scratch, 'rehearsal');
  const ran = await colophon(['rehearse', widget.dir, '--tag', 'v1.2.0', '--out', dir, '--json']);
  if (ran.exit !== 0) throw new Error(`the rehearsal failed: ${ran.stdout}${ran.stderr}`);
  const said = JSON.parse(ran.stdout) as Pick<WidgetRehearsal, 'assets' | 'trustedRoot' | 'identity'>;
  const { assets, trustedRoot, identity } = said;
  return { dir, assets, trustedRoot, identity, names: (await readdir(assets)).sort(), scratch };
};

/** Stock cosign takes every file with the one bundle, refuses what it should, and the printed commands work. */
export const widgetCosignChecks = async (
  { dir, assets, trustedRoot, identity, names, scratch }: WidgetRehearsal,
  peers: string,
): Promise<readonly CheckResult[]> => {
  const provenance = join(assets, 'widget_v1.2.0.intoto.jsonl');
  const ask = (file: string, bundle = provenance, who = identity) =>
    cosignVerifyBlob({ peers, trustedRoot, bundle, file: join(assets, file), identity: who });
  const results: CheckResult[] = [];
  const subjects = names.filter((name) => !/\.(intoto\.jsonl|sigstore\.json|colophon\.json)$/.test(name));
  for (const name of subjects) results.push(expectEnd(`cosign takes ${name}`, await ask(name), { ok: true }));
  for (const name of names.filter((one) => one.endsWith('.sigstore.json'))) {
    const file = name.slice(0, -'.sigstore.json'.length);
    results.push(
      expectEnd(`cosign takes ${file} with ${name}`, await ask(file, join(assets, name)), { ok: true }),
    );
  }
  const [file = ''] = subjects;
  const other = { ...identity, san: `${identity.san}x` };
  const elsewhere = { ...identity, issuer: 'https://token.actions.githubusercontent.com' };
  await writeFile(join(scratch, 'other'), 'other bytes');
  results.push(
    expectEnd('cosign refuses another identity', await ask(file, provenance, other), { ok: false }),
    expectEnd('cosign refuses another issuer', await ask(file, provenance, elsewhere), { ok: false }),
    expectEnd(
      'cosign refuses another file',
      await cosignVerifyBlob({
        peers,
        trustedRoot,
        bundle: provenance,
        file: join(scratch, 'other'),
        identity,
      }),
      { ok: false },
    ),
  );
  const notes = await readFile(join(assets, 'widget_v1.2.0_notes.md'), 'utf8');
  return [...results, ...(await printedCommands(dir, notes, await programs(scratch, peers)))];
};

/** A folder with `colophon` and `cosign`, as the notes suppose them on PATH. */
const programs = async (scratch: string, peers: string): Promise<string> => {
  const folder = join(scratch, 'programs');
  await mkdir(folder);
  await symlink(join(peers, 'cosign'), join(folder, 'cosign'));
  await writeFile(join(folder, 'colophon'), `#!/bin/sh\nexec '${process.execPath}' '${BUILT}' "$@"\n`, {
    mode: 0o755,
  });
  return folder;
};

/** coreutils, tar, bsdtar and unzip read what we wrote, and agree about what is inside. */
export const unpackingChecks = async ({
  assets,
  names,
}: WidgetRehearsal): Promise<readonly CheckResult[]> => {
  const sums = await run('sha256sum', ['-c', '--strict', 'widget_v1.2.0_checksums.txt'], { cwd: assets });
  const results = [expectEnd('sha256sum -c --strict takes the list', sums, { ok: true })];
  for (const name of names.filter((one) => /\.(tar\.gz|tgz|zip)$/.test(one))) {
    const file = join(assets, name);
    const readers: readonly (readonly [string, readonly string[]])[] = name.endsWith('.zip')
      ? [
          ['bsdtar', ['-tf', file]],
          ['unzip', ['-Z1', file]],
        ]
      : [
          ['bsdtar', ['-tf', file]],
          ['tar', ['-tzf', file]],
        ];
    const said: string[] = [];
    for (const [program, argv] of readers) {
      const ended = await run(program, argv);
      said.push(ended.said.split('\n').sort().join('\n'));
      results.push(expectEnd(`${program} reads ${name}`, ended, { ok: true, saying: /\S/ }));
    }
    const [one, two] = said;
    results.push({
      name: `both see the same files in ${name}`,
      passed: one === two,
      said: `${one}\n---\n${two}`,
    });
    if (name.endsWith('.zip'))
      results.push(expectEnd(`unzip -t takes ${name}`, await run('unzip', ['-tq', file]), { ok: true }));
    else results.push(expectEnd(`gzip -t takes ${name}`, await run('gzip', ['-t', file]), { ok: true }));
  }
  return results;
};
