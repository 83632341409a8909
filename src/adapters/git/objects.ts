// One long-lived `git cat-file --batch`: objects by name, in the order asked for (git-cat-file(1) "BATCH OUTPUT").
import type { Git, GitProcess } from './command.ts';
import { gitFailed } from './command.ts';

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Objects {
  /** The object that a full name or id means, whole; `undefined` when there is none. Names hold no line feed. */
  readonly get: (name: string) => Promise<GitObject | undefined>;
  readonly close: () => Promise<void>;
}

/** Reads objects of at most a few megabytes; larger ones are streamed by a process of their own. */
export const createObjects = (git: Git): Objects => {
  let child: GitProcess | undefined;
  let reader: ByteReader | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (name: string): Promise<GitObject | undefined> => {
    child ??= git.start(['cat-file', '--batch']);
    reader ??= byteReader(child.stdout as AsyncIterable<Buffer>);
    child.stdin.write(`${name}\n`);
    const header = await reader.line();
    if (header === undefined) throw gitFailed(['cat-file'], (await child.ended).stderr);
    const found = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header);
    if (found === null) return undefined; // "… missing", "… ambiguous"
    const [, id = '', type = '', size = ''] = found;
    const bytes = await reader.exactly(Number(size));
    await reader.exactly(1);
    return { id, type, bytes };
  };
  return {
    get: (name) => {
      const answer = last
        .then(() => ask(name))
        .catch((error: unknown) => {
          git.signal.throwIfAborted(); // it ended early because everything does
          throw error;
        });
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      await last;
      child?.stdin.end();
      await child?.ended.catch(() => undefined);
    },
  };
};

interface ByteReader {
  readonly line: () => Promise<string | undefined>;
  readonly exactly: (size: number) => Promise<Uint8Array>;
}

const byteReader = (stream: AsyncIterable<Buffer>): ByteReader => {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    line: async () => {
      let end = rest.indexOf(10);
      while (end < 0) {
        if (!(await more())) return undefined;
        end = rest.indexOf(10);
      }
      const text = rest.subarray(0, end).toString('utf8');
      rest = rest.subarray(end + 1);
      return text;
    },
    exactly: async (size) => {
      const whole = new Uint8Array(size);
      for (let at = 0; at < size;) {
        if (rest.length === 0 && !(await more())) throw gitFailed(['cat-file'], 'it ended early');
        const part = rest.subarray(0, size - at);
        whole.set(part, at);
        at += part.length;
        rest = rest.subarray(part.length);
      }
      return whole;
    },
  };
};
