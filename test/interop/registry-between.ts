// Between a client and a real registry: passes on what is asked, and may look, refuse or cut before it does.
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly length: number;
}

/** What becomes of a question: passed on, answered with this status, or cut after so many bytes of its body. */
export type Fate = 'pass' | number | { readonly cutAfter: number };

export interface Between {
  readonly host: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

export interface BetweenOptions {
  readonly decide?: (asked: Asked) => Fate;
  /** Once the registry has answered, before whoever asked is told. */
  readonly after?: (asked: Asked) => Promise<void>;
}

/** Whether a question writes something that others could see. */
export const writes = ({ method }: Asked): boolean => !['GET', 'HEAD'].includes(method);

/** Stands before `host`, on loopback. */
export const standBetween = async (
  host: string,
  { decide = () => 'pass', after = async () => undefined }: BetweenOptions,
): Promise<Between> => {
  const asked: Asked[] = [];
  const server = createServer((question, response) => {
    const { method = '', url = '', headers } = question;
    const one = { method, path: url, length: Number(headers['content-length'] ?? 0) };
    asked.push(one);
    const fate = decide(one);
    if (typeof fate === 'number') response.writeHead(fate, { connection: 'close' }).end();
    else passOn(host, question, response, fate === 'pass' ? Infinity : fate.cutAfter, () => after(one));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const passOn = (
  host: string,
  question: IncomingMessage,
  response: ServerResponse,
  cutAfter: number,
  after: () => Promise<void>,
): void => {
  const { method, url: path, headers } = question;
  const [hostname = '', port = ''] = host.split(':');
  // The name that was asked for stays: registries say with it where uploads lie.
  const onward = ask({ hostname, port, method, path, headers, agent: false }, (answer) => {
    void tell(answer);
  });
  const tell = async (answer: IncomingMessage): Promise<void> => {
    await after();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  };
  const cut = (): void => {
    onward.destroy();
    question.socket.destroy();
  };
  onward.once('error', cut);
  let seen = 0;
  question.on('data', (part: Buffer) => {
    seen += part.length;
    if (seen > cutAfter) return void onward.write(part, cut);
    if (!onward.write(part)) {
      question.pause();
      onward.once('drain', () => question.resume());
    }
  });
  question.once('end', () => onward.end());
  question.once('error', cut);
};
