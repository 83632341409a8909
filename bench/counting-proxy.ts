// A registry behind a door that counts: every question by what it asks for, and the bytes of bodies in both directions.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One question and its answer; the bytes are of their bodies. */
export interface Counted {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  sent: number;
  received: number;
}

export interface CountingProxy {
  readonly host: string;
  readonly counted: readonly Counted[];
  readonly close: () => Promise<void>;
}

/** Before the registry at `host`, which names the door's own address in what it answers. */
export const countingProxy = async (host: string): Promise<CountingProxy> => {
  const counted: Counted[] = [];
  const server = createServer((asked, answer) => pass(asked, answer, host, counted));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, counted, close: () => closed(server) };
};

const pass = (asked: IncomingMessage, answer: ServerResponse, host: string, counted: Counted[]): void => {
  const [hostname, port] = host.split(':');
  const { method = '', url = '', headers } = asked;
  const onward = request({ hostname, port, method, path: url, headers }, (answered) => {
    const { statusCode: status = 0 } = answered;
    const one = { method, path: url, status, sent, received: 0 };
    counted.push(one);
    answered.on('data', (part: Buffer) => (one.received += part.length));
    answer.writeHead(status, answered.headers);
    answered.pipe(answer);
  });
  let sent = 0;
  asked.on('data', (part: Buffer) => (sent += part.length));
  onward.once('error', () => answer.destroy());
  asked.pipe(onward);
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
