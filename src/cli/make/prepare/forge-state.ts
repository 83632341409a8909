// What the rehearsal's forge knows about people, changes and checks: played, or given by `--forge-state F`.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';

import { Failure } from '../../../domain/failure.ts';
import { defaultForgeState, type ForgeState, parseForgeState } from '../../../formats/forge-state.ts';
import type { Source } from '../../../ports/source.ts';
import type { Invocation } from '../../command.ts';
import type { Prepared } from './prepare.ts';

const MAX_STATE_BYTES = 1024 * 1024;

/** The state that is played, or the given one over it. Fails with `FILE_MISSING`, `FILE_TOO_LARGE`, `FORGE_STATE_INVALID`. */
export const readForgeState = async (
  file: string | undefined,
  { repository, settings }: Pick<Prepared, 'repository' | 'settings'>,
  { directory }: Pick<Invocation, 'directory'>,
): Promise<ForgeState> => {
  const name = settings.gate.targets.repository;
  const played = defaultForgeState({ name, defaultBranch: await defaultBranch(repository.source) });
  return file === undefined
    ? played
    : parseForgeState(await bytesOf(resolve(directory, file), file), file, played);
};

/** A stand-in has to guess what the forge would know: the usual names first. */
const defaultBranch = async (source: Source): Promise<string> => {
  const names = (await source.branches()).map(({ name }) => name);
  return ['main', 'master', 'trunk'].find((usual) => names.includes(usual)) ?? names[0] ?? 'main';
};

const bytesOf = async (path: string, shown: string): Promise<Uint8Array> => {
  const handle = await open(path).catch((cause: unknown) => {
    throw new Failure('FILE_MISSING', `the forge state ${shown} cannot be read`, {
      remedy: 'check the path given with --forge-state',
      cause,
    });
  });
  try {
    const buffer = new Uint8Array(MAX_STATE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
      if (length > MAX_STATE_BYTES)
        throw new Failure(
          'FILE_TOO_LARGE',
          `the forge state ${shown} has more than ${MAX_STATE_BYTES} bytes`,
          { remedy: 'name the right file with --forge-state' },
        );
    }
  } finally {
    await handle.close();
  }
};
