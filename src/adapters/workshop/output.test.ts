import { describe, expect, it } from 'vitest';

import { createOutput } from './output.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the output of a command', () => {
  it.each([
    { name: 'in one piece', pieces: ['one\ntwo\n'], lines: ['one', 'two'] },
    { name: 'cut anywhere', pieces: ['o', 'ne\nt', 'wo', '\n'], lines: ['one', 'two'] },
    { name: 'with an open end', pieces: ['one\ntwo'], lines: ['one', 'two'] },
    { name: 'with empty lines', pieces: ['\n\none\n'], lines: ['', '', 'one'] },
    { name: 'that is not UTF-8', pieces: ['a\n'], raw: [0xff, 10], lines: ['a', '\ufffd'] },
  ])('becomes lines when it comes $name', ({ pieces, raw, lines }) => {
    const seen: string[] = [];
    const output = createOutput((line) => seen.push(line));
    const stream = output.stream();
    for (const piece of pieces) stream.push(bytes(piece));
    if (raw !== undefined) stream.push(Uint8Array.from(raw));
    stream.end();
    expect(seen).toEqual(lines);
  });

  it('keeps a character whole that is cut between pieces', () => {
    const seen: string[] = [];
    const stream = createOutput((line) => seen.push(line)).stream();
    const [a = 0, b = 0] = bytes('é');
    stream.push(Uint8Array.from([a]));
    stream.push(Uint8Array.from([b, 10]));
    expect(seen).toEqual(['é']);
  });

  it('never mixes the lines of two streams', () => {
    const seen: string[] = [];
    const output = createOutput((line) => seen.push(line));
    const [out, err] = [output.stream(), output.stream()];
    out.push(bytes('half '));
    err.push(bytes('whole\n'));
    out.push(bytes('line\n'));
    expect(seen).toEqual(['whole', 'half line']);
  });

  it('is cut at its limits and remembered at its end', () => {
    const seen: string[] = [];
    const output = createOutput((line) => seen.push(line), { line: 4, shown: 20 });
    const stream = output.stream();
    stream.push(bytes('abcdefgh\n'));
    for (let n = 0; n < 50_000; n += 1) stream.push(bytes(`line ${n}\n`));
    stream.end();
    expect(seen).toEqual(['abcd…', 'line…', 'more is printed than is shown here']);
    expect(output.last(2)).toEqual(['line 49998', 'line 49999']);
  });

  it('remembers no piece of a line as a line', () => {
    const output = createOutput(() => undefined);
    const stream = output.stream();
    stream.push(bytes(`${'x'.repeat(200_000)}\nend\n`));
    expect(output.last(40)).toEqual(['end']);
  });
});
