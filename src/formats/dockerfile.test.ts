import { describe, expect, it } from 'vitest';

import { dockerfileImages } from './dockerfile.ts';
import { FormatError } from './format-error.ts';

const images = (text: string, args: Readonly<Record<string, string>> = {}, target?: string) =>
  dockerfileImages(text, { args, ...(target === undefined ? {} : { target }) }).images;

describe('the images that a Dockerfile takes from', () => {
  it.each([
    { what: 'one stage', text: 'FROM alpine:3@sha256:aa\nRUN x\n', is: ['alpine:3@sha256:aa'] },
    { what: 'nothing at all', text: 'FROM scratch\nCOPY a /\n', is: [] },
    {
      what: 'a platform before the image',
      text: 'FROM --platform=$BUILDPLATFORM golang:1 AS b\n',
      is: ['golang:1'],
    },
    { what: 'small letters and comments', text: '# a comment\n\nfrom a as b\n#FROM c\nfrom b\n', is: ['a'] },
    {
      what: 'stages by name and number, whatever the case',
      text: 'FROM a AS Build\nFROM b\nFROM c\nCOPY --from=build /x /\nCOPY --link --from=1 /y /\n',
      is: ['c', 'a', 'b'],
    },
    {
      what: 'files out of an image',
      text: 'FROM a\nCOPY --from=ghcr.io/b:1 --chown=1 /x /\n',
      is: ['a', 'ghcr.io/b:1'],
    },
    {
      what: 'a mount of an image',
      text: 'FROM a\nRUN --mount=type=cache,target=/c --mount=type=bind,from=b,target=/b make --from=no\n',
      is: ['a', 'b'],
    },
    {
      what: 'a name that is used before it is a stage',
      text: 'FROM a\nCOPY --from=b /x /\nFROM c AS b\n',
      is: ['c'],
    },
    { what: 'lines that go on', text: 'FROM \\\n  # why\n\n  a \\  \n  AS b\n', is: ['a'] },
    { what: 'another escape', text: '# escape=`\nFROM `\n a\nRUN c:\\\nFROM b\n', is: ['b'] },
    { what: 'quotes', text: 'ARG V="1"\nFROM "a:$V"\n', is: ['a:1'] },
    {
      what: 'a document within, which is none of its own lines',
      text: 'FROM a\nRUN <<EOF cat\nFROM evil\nEOF\nCOPY <<-"X" <<Y /d/\n\tFROM evil\n\tX\nFROM evil\nY\nCOPY --from=b /x /\n',
      is: ['a', 'b'],
    },
    {
      what: 'a document in a shell comparison, which is none',
      text: 'FROM a\nRUN echo $((1<<EOF))\nCOPY --from=b x y\n',
      is: ['a', 'b'],
    },
    { what: 'a byte order mark and carriage returns', text: '\ufeffFROM a AS x\r\nFROM x\r\n', is: ['a'] },
  ])('are found through $what', ({ text, is }) => {
    expect(images(text)).toEqual(is);
  });

  it.each([
    { text: 'ARG V=1\nFROM a:$V', args: {}, is: 'a:1' },
    { text: 'ARG V=1\nFROM a:${V}-alpine', args: { V: '2' }, is: 'a:2-alpine' },
    { text: 'ARG V\nFROM a:${V:-3}', args: {}, is: 'a:3' },
    { text: 'ARG V\nFROM a${V:+:}${V}', args: { V: '4' }, is: 'a:4' },
    { text: 'ARG A=1 B=${A}.2\nFROM a:$B', args: {}, is: 'a:1.2' },
    { text: 'FROM a:$TARGETARCH', args: { TARGETARCH: 'arm64' }, is: 'a:arm64' },
    // What is declared behind a FROM, or nowhere, is not known in one.
    { text: 'FROM x\nARG V=1\nFROM a:$V', args: {}, is: 'a:$V' },
    { text: 'FROM a:$V', args: { V: '5' }, is: 'a:$V' },
  ])('have their arguments filled in: $text', ({ text, args, is }) => {
    expect(images(text, args)).toEqual([is]);
  });

  it('are those that the target needs, and no others', () => {
    const text = 'FROM a AS one\nFROM b AS two\nFROM one AS three\nCOPY --from=two / /\nFROM d AS four\n';
    expect(images(text, {}, 'three')).toEqual(['a', 'b']);
    expect(images(text, {}, 'ONE')).toEqual(['a']);
    expect(images(text, {}, '1')).toEqual(['b']);
    expect(images(text)).toEqual(['d']);
  });

  it('have the program beside them that the file is to be read with', () => {
    const text = '# syntax = docker/dockerfile:1@sha256:aa\n# check=skip=all\nFROM a\n# syntax=other\n';
    expect(dockerfileImages(text, { args: {} }).syntax).toBe('docker/dockerfile:1@sha256:aa');
  });

  it.each([
    { what: 'no stage', text: 'RUN x\n', target: undefined },
    { what: 'another target', text: 'FROM a\n', target: 'b' },
  ])('are refused of a file with $what', ({ text, target }) => {
    expect(() => images(text, {}, target)).toThrow(FormatError);
  });

  it('are found in the time that a line takes, whatever stands there', () => {
    const long = `FROM a\nRUN ${'<<'.repeat(50_000)}${'${'.repeat(50_000)}\nFROM ${'$'.repeat(100_000)}\n`;
    const before = performance.now();
    expect(images(long)).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
