// "Compiles" the program for one platform: a launcher with the JavaScript of the `site` builder inside.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [platform, version, output] = process.argv.slice(2);
const program = readFileSync('embedded/widget.mjs', 'utf8').replace(/^#!.*\n/, '');
const lines = platform.startsWith('windows/')
  ? ['@echo off', `rem widget ${version} for ${platform}`, 'more +3 "%~f0" | node - %*', 'exit /b']
  : ['#!/bin/sh', `# widget ${version} for ${platform}`, 'tail -n +4 "$0" | exec node - "$@"; exit'];
const end = platform.startsWith('windows/') ? '\r\n' : '\n';
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, lines.map((line) => line + end).join('') + program, { mode: 0o755 });
console.log(`compiled ${output}`);
