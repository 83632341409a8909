// The registry that lies as one somewhere on the internet: `https://registry.example`, which is reached through a proxy.
// From this machine's point of view it is no neighbour, so that what it says about neighbours can be a lie.
import { writeFileSync } from 'node:fs';
import { createServer as createProxy, request as ask, type Server } from 'node:http';
import { createServer as createEncrypted } from 'node:https';
import { type AddressInfo, connect } from 'node:net';

import { ownAuthority } from '../support/own-authority.ts';

export interface Far {
  readonly host: string;
  /** The same server as a neighbour: `https://localhost:41234`. */
  readonly near: string;
  /** How a process gets there. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

/** In front of the registry on this port; `file` is where the authority is kept. */
export const startFar = async (port: number, file: string): Promise<Far> => {
  const { authority, ...own } = ownAuthority([HOST, 'localhost']);
  writeFileSync(file, authority);
  const encrypted = createEncrypted(own, ({ method, url, headers }, response) => {
    ask({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  await listening(encrypted);
  const proxy = createProxy((_, response) => response.writeHead(502).end());
  proxy.on('connect', ({ url }, socket) => {
    socket.on('error', () => socket.destroy());
    if (url !== `${HOST}:443`) return void socket.end('HTTP/1.1 502 Nobody there\r\n\r\n');
    const up = connect(portOf(encrypted), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      up.pipe(socket).pipe(up);
    });
    up.on('error', () => socket.destroy());
  });
  await listening(proxy);
  return {
    host: HOST,
    near: `https://localhost:${portOf(encrypted)}`,
    env: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, SSL_CERT_FILE: file },
    stop: () => {
      for (const server of [encrypted, proxy]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
};

const HOST = 'registry.example';
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
