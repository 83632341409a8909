// A host that is not the registry, to which a registry would like to send people: it writes down what it hears.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Elsewhere {
  /** `http://127.0.0.1:41234` */
  readonly origin: string;
  /** Everything that was heard since the last lie. */
  readonly heard: Heard[];
  /** Answers as a lie wants it; 404 unless told otherwise. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly stop: () => void;
}

export interface Heard {
  readonly asked: string;
  readonly authorization: string | undefined;
}

/** Listens on a free port. */
export const startElsewhere = async (): Promise<Elsewhere> => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    heard.push({ asked: `${request.method} ${request.url}`, authorization });
    here.answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const here: Elsewhere = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answer: nothing,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return here;
};

/** Nobody is told anything. */
export const nothing = (_: IncomingMessage, response: ServerResponse): void =>
  void response.writeHead(404).end();

/** That somebody came, and had nothing with them. */
export const heardNoSecret = ({ heard }: Elsewhere): void => {
  if (heard.length === 0) throw new Error('nobody came there: the lie was not told');
  const told = heard.find(({ authorization }) => authorization !== undefined);
  if (told !== undefined) throw new Error(`${told.asked} came with an Authorization`);
};

/** That nobody came. */
export const heardNothing = ({ heard }: Elsewhere): void => {
  const [first] = heard;
  if (first !== undefined) throw new Error(`${first.asked} came there`);
};
