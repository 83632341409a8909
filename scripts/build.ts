// Bundles Colophon for the Node versions that it supports; npm's `prepare` runs it.
//   node scripts/build.ts                 dist/colophon.js, its lazily loaded chunks, and the licences of what is in them
//   node scripts/build.ts --single FILE   everything in one file, for people who install nothing
import { appendFile, chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { build, type BuildOptions, type Metafile } from 'esbuild';

import { askedBuiltins } from './build/asked-builtins.ts';
import { asScripts } from './build/as-scripts.ts';
import { fromChunks } from './build/from-chunks.ts';
import { inlineWorker } from './build/inline-worker.ts';
import { thirdPartyLicenses } from './build/licenses.ts';
import { missingHalf } from './build/missing-half.ts';
import { onlyVerify } from './build/only-verify.ts';
import { partsOfPackages } from './build/parts-of-packages.ts';

const root = join(import.meta.dirname, '..');

/** The same for every bundle. Identifiers stay readable, but in what `verify` alone runs: a fault names what it happened in. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // Bundled CommonJS asks for Node's own modules through `require`, which modules do not have.
  banner: { js: 'const require=process.getBuiltinModule;' },
  plugins: [inlineWorker(join(root, 'src/adapters/system')), missingHalf, partsOfPackages(root)],
} as const satisfies BuildOptions;

const buildPackage = async (): Promise<void> => {
  const out = join(root, 'build/dist');
  await rm(out, { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints: { session: 'src/cli/session.ts', launch: 'src/cli/launch.ts' },
    outdir: join(out, 'chunks'),
    splitting: true,
    chunkNames: '[name]-[hash]',
    plugins: [askedBuiltins, ...common.plugins],
  });
  // One file, so that `--version` reads no second one.
  await build({
    ...common,
    entryPoints: { colophon: 'src/cli/main.ts' },
    outdir: out,
    banner: {},
    define: { PACKAGED: 'true' },
    plugins: [fromChunks],
  });
  const verify = await build({
    ...common,
    entryPoints: { session: 'src/cli/session.ts' },
    outdir: join(out, 'verify'),
    splitting: true,
    write: false,
    banner: {},
    plugins: [onlyVerify, ...common.plugins],
  });
  const { first, second } = await asScripts(verify, AT_ONCE, './verify-content.cjs');
  await writeFile(join(out, 'verify.cjs'), first);
  await writeFile(join(out, 'verify-content.cjs'), second);
  await chmod(join(out, 'colophon.js'), 0o755);
  await writeFile(join(out, 'THIRD_PARTY_LICENSES.txt'), await licensesOf(metafile));
  // What was there stays until all of the new is there.
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await rename(out, join(root, 'dist'));
};

/** What is in the first script of `verify`: a release of files is judged by this alone. */
const AT_ONCE = [
  'src/cli/session.ts',
  'src/cli/check/index.ts',
  'src/adapters/system/start-worker.ts',
] as const;

const buildSingle = async (file: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const { metafile } = await build({ ...common, entryPoints: ['src/cli/main.ts'], outfile: file });
  // The file travels alone, so the licences travel inside it.
  await appendFile(file, `/*\n${(await licensesOf(metafile)).replaceAll('*/', '* /')}*/\n`);
  await chmod(file, 0o755);
};

const licensesOf = (metafile: Metafile): Promise<string> =>
  thirdPartyLicenses(root, Object.keys(metafile.inputs));

const { values } = parseArgs({ options: { single: { type: 'string' } } });
try {
  await (values.single === undefined ? buildPackage() : buildSingle(resolve(values.single)));
} catch (thrown) {
  // esbuild has said what is wrong, with place and line; anything else has not.
  if (!(thrown instanceof Error && 'errors' in thrown)) throw thrown;
  process.exitCode = 1;
}
