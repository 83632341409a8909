// Bundles of some packages only what the verifier uses: their indexes load everything that they have, and each
// millisecond of `colophon verify` that is not verification is one too many (docs/decisions/0019-verify-compiled-once.md).
import { dirname, join } from 'node:path';

import type { Plugin } from 'esbuild';

interface Part {
  /** What is imported. */
  readonly path: RegExp;
  /** By whom; all others get the whole package. */
  readonly importer: RegExp;
  /** What is given instead. */
  readonly contents: string;
}

const SPECS = '@sigstore/protobuf-specs/dist/__generated__';

const PARTS: readonly Part[] = [
  {
    // Without what reads bundles: ours is stricter (src/formats/bundle/read.ts).
    path: /^@sigstore\/verify$/,
    importer: /[\\/]src[\\/]formats[\\/](?:trusted-root|sigstore-verify)\.ts$/,
    contents: `exports.Verifier = require('@sigstore/verify/dist/verifier.js').Verifier;
      exports.toTrustMaterial = require('@sigstore/verify/dist/trust/index.js').toTrustMaterial;`,
  },
  {
    path: /^@sigstore\/protobuf-specs$/,
    importer: /[\\/]src[\\/]formats[\\/]trusted-root\.ts$|[\\/]@sigstore[\\/]verify[\\/]dist[\\/]trust[\\/]/,
    contents: `exports.TrustedRoot = require('${SPECS}/sigstore_trustroot.js').TrustedRoot;
      exports.PublicKeyDetails = require('${SPECS}/sigstore_common.js').PublicKeyDetails;`,
  },
  {
    // Only commands that are programs of their own are started, and Colophon has none.
    path: /^node:child_process$/,
    importer: /[\\/]node_modules[\\/]commander[\\/]/,
    contents: `exports.spawn = () => { throw new Error('no command is a program of its own'); };`,
  },
];

/** Replaces whole packages by parts of them, from the packages that lie below `root`. */
export const partsOfPackages = (root: string): Plugin => ({
  name: 'parts-of-packages',
  setup: (bundler) => {
    for (const [index, { path: filter, importer }] of PARTS.entries()) {
      bundler.onResolve({ filter }, (asked) =>
        importer.test(asked.importer) ? { path: `${index}`, namespace: NAMESPACE } : undefined,
      );
    }
    // Packages say which of their files may be asked for; these are asked for by their place.
    bundler.onResolve({ filter: /^@sigstore\/.*\.js$/, namespace: NAMESPACE }, ({ path }) => ({
      path: join(root, 'node_modules', path),
    }));
    bundler.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: PARTS[Number(path)]?.contents ?? '',
      resolveDir: dirname(join(root, 'package.json')),
    }));
  },
});

const NAMESPACE = 'part';
