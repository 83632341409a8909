// What this machine has for builds: each tool asked as a build would ask it, with the environment of project code.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createImageBuilder } from '../../../adapters/image-builder/index.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import { cachesOf } from '../../../adapters/workshop/caches.ts';
import { createWorkshop } from '../../../adapters/workshop/workshop.ts';
import type { BuilderChoices } from '../../../domain/builder-choice.ts';
import { Failure } from '../../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../../domain/platform.ts';
import type { Invocation } from '../../command.ts';
import { readPlatforms } from '../prepare/host-platform.ts';

export interface ToolState {
  readonly name: string;
  readonly version?: string;
  /** Why there is none, in a sentence. */
  readonly missing?: string;
}

const TOOLS = ['git', 'go', 'node', 'npm', 'kustomize'] as const;

/** The tools of builders, then who would build images from Dockerfiles, for each of these platforms. */
export const examineTools = async (
  { choices, platforms }: { readonly choices: BuilderChoices; readonly platforms: readonly Platform[] },
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<readonly ToolState[]> => {
  const scratch = await mkdtemp(join(tmpdir(), 'colophon-doctor-'));
  try {
    const store = createStore(join(scratch, 'store'));
    const workshop = createWorkshop({
      gitDir: scratch,
      scratch: join(scratch, 'work'),
      store,
      environment: env,
      caches: cachesOf(env),
      signal,
    });
    const builder = createImageBuilder({
      choices,
      locate: workshop.locate,
      store,
      environment: env,
      scratch: join(scratch, 'images'),
      signal,
    });
    const states: ToolState[] = [];
    for (const name of TOOLS)
      states.push(await stateOf(name, async () => (await workshop.tool(name, {})).version));
    const wanted = platforms.length > 0 ? platforms : readPlatforms(['host']);
    for (const platform of wanted)
      states.push(
        await stateOf(`images for ${formatPlatform(platform)}`, async () => {
          const { tool, native } = await builder.chosen(platform);
          return `${tool.name} ${tool.version}${native ? '' : ', on a machine of another platform'}`;
        }),
      );
    await workshop.end();
    return states;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const stateOf = async (name: string, ask: () => Promise<string>): Promise<ToolState> => {
  try {
    return { name, version: await ask() };
  } catch (error) {
    if (!(error instanceof Failure) || error.exit > 100) throw error;
    return { name, missing: error.message };
  }
};
