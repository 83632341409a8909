// Copies the program into dist/ and writes down what it was made from.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync('dist/data', { recursive: true });
copyFileSync('src/widget.mjs', 'dist/widget.mjs');
chmodSync('dist/widget.mjs', 0o755);
writeFileSync(
  'dist/data/about.json',
  `${JSON.stringify({ name, version, built: Number(process.env.SOURCE_DATE_EPOCH) })}\n`,
);
console.log(`built ${name} ${version}`);
