// A BuildKit of one's own: on a socket, or on the loopback interface with TLS on both sides.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BuilderCertificates } from '../../src/domain/builder-choice.ts';
import { run } from './kit.ts';

export interface BuildkitDaemon {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts it with its state below `dir`, and waits until it answers. Needs root and runc. */
export const startBuildkit = async (
  bin: string,
  dir: string,
  secured?: { readonly port: number; readonly server: Certificate; readonly client: BuilderCertificates },
): Promise<BuildkitDaemon> => {
  await mkdir(dir, { recursive: true });
  const address = secured === undefined ? `unix://${join(dir, 'socket')}` : `tcp://127.0.0.1:${secured.port}`;
  const log = await open(join(dir, 'log'), 'w');
  const tls =
    secured === undefined
      ? []
      : ['--tlscacert', secured.client.ca, '--tlscert', secured.server.cert, '--tlskey', secured.server.key];
  const child = spawn(
    join(bin, 'buildkitd'),
    [
      '--oci-worker-snapshotter=native',
      '--containerd-worker=false',
      '--addr',
      address,
      '--root',
      join(dir, 'root'),
      ...tls,
    ],
    { stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  const flags =
    secured === undefined
      ? []
      : ['--tlscacert', secured.client.ca, '--tlscert', secured.client.cert, '--tlskey', secured.client.key];
  for (let tries = 0; ; tries += 1) {
    const asked = await run(join(bin, 'buildctl'), [
      '--addr',
      address,
      ...flags,
      '--timeout',
      '2',
      'debug',
      'workers',
    ]);
    if (asked.status === 0) return { address, stop: () => stop(child) };
    if (tries === 30) {
      await stop(child);
      throw new Error(`buildkitd did not start: ${asked.said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface BuilderAuthority {
  readonly server: Certificate;
  readonly client: BuilderCertificates;
  /** Of another authority, which the server does not know; it trusts the same server. */
  readonly stranger: BuilderCertificates;
}

/** Two authorities; the server's certificate is for 127.0.0.1 and for `builder.test`. */
export const createBuilderAuthority = async (dir: string): Promise<BuilderAuthority> => {
  await mkdir(dir, { recursive: true });
  const authority = async (name: string): Promise<Certificate> => {
    const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
    await openssl(`req -x509 ${EC} -days 2`, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert);
    return { cert, key };
  };
  const issue = async (by: Certificate, name: string, extensions: string): Promise<Certificate> => {
    const [key, cert, asked, more] = ['key', 'pem', 'csr', 'ext'].map((end) => join(dir, `${name}.${end}`));
    if (key === undefined || cert === undefined || asked === undefined || more === undefined)
      throw new Error('four paths');
    await writeFile(more, extensions);
    await openssl(`req -new ${EC}`, '-subj', `/CN=${name}`, '-keyout', key, '-out', asked);
    const issuer = ['-CA', by.cert, '-CAkey', by.key];
    await openssl(
      'x509 -req -days 2 -CAcreateserial',
      ...issuer,
      '-in',
      asked,
      '-extfile',
      more,
      '-out',
      cert,
    );
    return { cert, key };
  };
  const [own, other] = [await authority('authority'), await authority('other-authority')];
  return {
    server: await issue(
      own,
      'server',
      'subjectAltName=IP:127.0.0.1,DNS:builder.test\nextendedKeyUsage=serverAuth\n',
    ),
    client: { ca: own.cert, ...(await issue(own, 'client', 'extendedKeyUsage=clientAuth\n')) },
    stranger: { ca: own.cert, ...(await issue(other, 'stranger', 'extendedKeyUsage=clientAuth\n')) },
  };
};

const EC = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

const openssl = async (words: string, ...more: readonly string[]): Promise<void> => {
  const ended = await run('openssl', [...words.split(' '), ...more]);
  if (ended.status !== 0) throw new Error(`openssl ${words}: ${ended.said}`);
};
