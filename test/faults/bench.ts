// What all fault trials over HTTP share: examples/widget, built and signed once, and a registry of their own for each copy
// that goes on from there.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRegistryServer, type RegistryServer } from '../../src/adapters/registry-server/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import type { RegistryBounds } from '../../src/cli/make/stand-ins/registries.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import { reveal } from '../../src/domain/secret.ts';
import type { Observer } from '../../src/engine/observe.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';

export interface Bench {
  readonly scratch: string;
  readonly widget: string;
  /** The directory of a rehearsal that was stopped before anything was pushed. */
  readonly base: string;
}

/** Builds and signs the example, or another working copy, below `scratch`, and stops there. */
export const createBench = async (
  scratch: string,
  widget = createWidget({ dir: join(scratch, 'widget'), tag: 'v1.0.0' }).dir,
): Promise<Bench> => {
  const bench = { scratch, widget, base: join(scratch, 'base') };
  const answer = await rehearsed(bench, bench.base, {
    observer: {
      before: ({ stage }) => {
        if (stage === 'push') throw new Error(MARK);
      },
    },
  });
  if (!JSON.stringify(answer.document).includes(MARK))
    throw new Error(`${widget} cannot be rehearsed: ${JSON.stringify(answer.document)}`);
  return bench;
};

const MARK = 'stopped here, as was asked';

export interface RehearsedOptions {
  readonly observer?: Observer;
  readonly bounds?: RegistryBounds;
  /** Rehearsed into, with what `home` keeps for it; else the stand-in is. */
  readonly host?: string;
  readonly home?: string;
}

/** The command, in this process. */
export const rehearsed = async (
  { widget, scratch }: Bench,
  out: string,
  { observer = {}, bounds = {}, host, home }: RehearsedOptions,
): Promise<Answer> => {
  const env = { ...process.env, ...(home === undefined ? {} : { DOCKER_CONFIG: home }) };
  const { invocation } = quietInvocation(scratch, { env, quiet: true, format: 'json' });
  const options = { out, ...(host === undefined ? {} : { registry: host }) };
  return rehearseWith(observer, bounds)(widget, options, invocation);
};

export interface Room {
  readonly out: string;
  /** The layouts behind the registry. */
  readonly registries: string;
  readonly server: RegistryServer;
  /** Keeps the credential for the host that is asked. */
  readonly home: string;
  /** Ends the registry, and removes all. */
  readonly end: () => Promise<void>;
}

/** A copy of the base and an empty registry, below `dir`; the credential is kept for `host`, or for the registry itself. */
export const openRoom = async ({ base }: Bench, dir: string, host?: string): Promise<Room> => {
  const [out, registries, home] = ['out', 'registry', 'docker'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(home, { recursive: true });
  await cp(base, out, { recursive: true });
  const server = await createRegistryServer({ dir: registries, pageSize: 3 });
  const { user, password } = server.credential;
  const auth = Buffer.from(`${user}:${reveal(password)}`).toString('base64');
  const auths = { [host ?? new URL(server.origin).host]: { auth } };
  await writeFile(join(home, 'config.json'), JSON.stringify({ auths }));
  return {
    out,
    registries,
    server,
    home,
    end: async () => {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
