// The example without what goes to registries: for what is tried or measured on files alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

interface Project {
  readonly build: { readonly files: object };
  readonly package: object;
}

/** Rewrites `colophon.yaml` of a copy of examples/widget: no image, no manifests, no chart, no mirror. */
export const filesOnly = (dir: string): void => {
  const file = join(dir, 'colophon.yaml');
  const project = parse(readFileSync(file, 'utf8')) as Project;
  const files = {
    ...without(project, 'mirror'),
    build: { files: without(project.build.files, 'greeting') },
    package: without(project.package, 'manifests', 'charts'),
  };
  writeFileSync(file, stringify(files));
};

const without = (fields: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
