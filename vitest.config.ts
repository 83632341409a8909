// The default tests: they need Node and git, and nothing else.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,scripts,test}/**/*.test.ts'],
    // In CI the counts are read from a file: `.ci/run` ends with them.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'build/tests.json' }]] : ['default'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
