// Who may write to the registries of these checks, and how Docker keeps it: a file of passwords, or a program that is
// asked for them.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const USER = 'interop';
/** Holds for servers on loopback that are gone in minutes. */
export const PASSWORD = 'interop-password';

/** An environment in which Docker keeps this password for these hosts; nothing else of this machine's is there. */
export const keptFor = async (
  dir: string,
  hosts: readonly string[],
  password = PASSWORD,
): Promise<NodeJS.ProcessEnv> => {
  const auth = Buffer.from(`${USER}:${password}`).toString('base64');
  return kept(dir, { auths: Object.fromEntries(hosts.map((host) => [host, { auth }])) });
};

/** The same by a token that stands for a password. */
export const keptToken = async (
  dir: string,
  host: string,
  identitytoken: string,
): Promise<NodeJS.ProcessEnv> => kept(dir, { auths: { [host]: { identitytoken } } });

/** The same, said by a helper program. */
export const keptByHelper = async (dir: string, hosts: readonly string[]): Promise<NodeJS.ProcessEnv> => {
  const env = await kept(dir, { credHelpers: Object.fromEntries(hosts.map((host) => [host, 'interop'])) });
  const helper = join(dir, 'docker-credential-interop');
  const answer = `{"ServerURL":"'"$server"'","Username":"${USER}","Secret":"${PASSWORD}"}`;
  await writeFile(helper, `#!/bin/sh\n[ "$1" = get ] || exit 1\nread -r server\nprintf '%s' '${answer}'\n`);
  await chmod(helper, 0o755);
  return { ...env, PATH: `${dir}:${env['PATH'] ?? ''}` };
};

/** Nobody in particular. */
export const keptNothing = (dir: string): Promise<NodeJS.ProcessEnv> => kept(dir, {});

const kept = async (dir: string, config: object): Promise<NodeJS.ProcessEnv> => {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'config.json'), JSON.stringify(config));
  return { PATH: process.env['PATH'], DOCKER_CONFIG: dir, HOME: dir };
};
