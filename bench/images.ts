// Assembling and signing images of few and of many platforms: by stage, printed so that it can be seen what each costs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createWidget } from '../test/support/widget.ts';
import { type Place, rehearse } from './place.ts';
import type { Row } from './row.ts';

const PLATFORMS = [
  'linux/amd64',
  'linux/arm64',
  'linux/386',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/loong64',
  'linux/mips64le',
  'linux/ppc64',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
  'linux/sparc64',
];
const SHOWN = ['assemble', 'sign', 'push', 'seal'];

/** An image of two and of twelve platforms, of one small file each. */
export const images = (place: Place): readonly Row[] =>
  [2, 12].map((count) => {
    const { dir } = createWidget({
      dir: join(place.scratch, `platforms-${count}-repository`),
      tag: 'v1.0.0',
      change: (root) => writeFileSync(join(root, 'colophon.yaml'), configuration(PLATFORMS.slice(0, count))),
    });
    const { stages } = rehearse(place, dir, `platforms-${count}`);
    const each = stages
      .filter(({ name }) => SHOWN.includes(name))
      .map(({ name, ms }) => `${name} ${ms.toFixed(0)} ms`);
    return { work: `an image of ${count} platforms`, against: '', figure: each.join(', ') };
  });

const configuration = (platforms: readonly string[]): string =>
  JSON.stringify({
    version: 1,
    project: 'wide',
    repository: 'acme/wide',
    build: {
      files: { page: { prebuilt: 'vendor/table.csv' } },
      images: {
        wide: {
          repository: 'ghcr.io/acme/wide',
          platforms,
          layers: { base: 'scratch', files: [{ from: 'page', to: '/table.csv' }] },
        },
      },
    },
  });
