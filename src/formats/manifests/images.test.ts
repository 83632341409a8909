import fc from 'fast-check';
import { expect, it } from 'vitest';

import { FormatError } from '../format-error.ts';
import { readYaml, splitStream } from './documents.ts';
import { imagesIn } from './images.ts';
import { imagePlaces } from './places.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same as one stream, which is how YAML says it. */
const asOne = (text: string): unknown =>
  readYaml(bytes(text)).documents.flatMap(({ index, content }) =>
    imagePlaces(content).map(({ scalar, path, kind }) => ({
      value: scalar.value,
      path,
      kind,
      document: index,
      from: scalar.range?.[0],
      to: scalar.range?.[1],
      type: scalar.type,
    })),
  );

const attempt = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return 'refused';
    throw error;
  }
};

const PIECES = [
  '---\n',
  '--- # one\n',
  '---\r\n',
  '---',
  '--- {image: "a:1"}\n',
  '--- |\n  image: b:1\n',
  '--- >\n---\n',
  '----\n',
  ' ---\n',
  '...\n',
  '%YAML 1.2\n',
  '# nothing: here\n',
  '\n',
  'image: c:1\n',
  'spec:\n  containers:\n  - image: d\n',
  'text: |\n  ---\n  image: e:1\n',
  'text: "\n  ---\n  x"\n',
  'text: "x\n--- y"\n',
  "text: 'x\n---\n'\n",
  'list: [\n---\n]\n',
  'one: &a {image: f:1}\n',
  'other: *a\n',
  'image: \u2028---\n',
  '\ufeff',
];

it('finds in each document what is there when the stream is read as a whole', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      expect(attempt(() => imagesIn(bytes(text), []).images)).toEqual(attempt(() => asOne(text)));
    }),
    { numRuns: 1000 },
  );
});

it('reads documents of many files once, each where it stands', () => {
  const shared = 'kind: A\nspec: { containers: [{ image: x:1 }] }\n';
  const first = imagesIn(bytes(`${shared}---\n${shared}`), []).images;
  const second = imagesIn(bytes(`kind: B\n---\n${shared}`), []).images;
  expect(first.map(({ document, from }) => [document, from])).toEqual([
    [0, shared.indexOf('x:1')],
    [1, shared.length + 4 + shared.indexOf('x:1')],
  ]);
  expect(second.map(({ document, from }) => [document, from])).toEqual([
    [1, 'kind: B\n---\n'.length + shared.indexOf('x:1')],
  ]);
});

it('says of a fault where it stands in the file, each time', () => {
  const wrong = 'kind: A\n---\na: [\n';
  for (const before of ['', 'x: 1\n', ''])
    expect(() => imagesIn(bytes(before + wrong), [])).toThrow(
      new RegExp(`line ${before === '' ? 4 : 5}, column`),
    );
});

it('looks for other fields in the same document anew', () => {
  const text = 'kind: A\nspec: { runner: x }\n';
  expect(imagesIn(bytes(text), []).images).toEqual([]);
  expect(imagesIn(bytes(text), ['A.spec.runner']).images).toMatchObject([{ value: 'x', kind: 'field' }]);
});

it('reads a stream as one where directives or ends of documents stand', () => {
  expect(splitStream('a: 1\n---\nb: 1\n')).toHaveLength(2);
  expect(splitStream('a: 1\n...\n---\nb: 1\n')).toHaveLength(1);
  expect(splitStream('%YAML 1.2\n---\nb: 1\n---\nc: 1\n')).toHaveLength(1);
});
