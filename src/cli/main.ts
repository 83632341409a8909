#!/usr/bin/env node
// The entry: answers `--version` before anything heavy is loaded, then the program in a Node that can run it.
import { loadSession } from './load-session.ts';
import { isSupportedNode, VERSION } from './version.ts';

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else if (isSupportedNode(process.versions.node)) {
  const { main } = await loadSession(argv);
  await main(argv);
} else {
  const { launch } = await import('./launch.ts');
  await launch(argv);
}
