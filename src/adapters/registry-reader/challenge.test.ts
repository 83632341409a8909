import { describe, expect, it } from 'vitest';

import { FormatError } from '../../formats/format-error.ts';
import { parseChallenges, preferred } from './challenge.ts';

const realm = 'https://auth.example/token';

describe('what a registry demands', () => {
  it.each([
    {
      name: 'a token, with commas within quotation marks',
      text: `Bearer realm="${realm}",service="registry.example",scope="repository:a/b:pull,push"`,
      expect: [{ kind: 'bearer', realm, service: 'registry.example', scope: 'repository:a/b:pull,push' }],
    },
    {
      name: 'a token for two repositories, in any case and with spaces',
      text: `bEARER  Realm = "${realm}" , SCOPE="repository:a:pull repository:b:pull" , error="invalid_token"`,
      expect: [{ kind: 'bearer', realm, scope: 'repository:a:pull repository:b:pull' }],
    },
    {
      name: 'a realm with quoted characters',
      text: `Bearer realm="https://auth.example/\\"x\\\\"`,
      expect: [{ kind: 'bearer', realm: 'https://auth.example/"x\\' }],
    },
    { name: 'a password', text: 'Basic realm="Registry, \\"ours\\""', expect: [{ kind: 'basic' }] },
    { name: 'a password without a realm', text: 'basic', expect: [{ kind: 'basic' }] },
    {
      name: 'several, one after another',
      text: `Negotiate abc+/==, Basic realm="x", charset="UTF-8", Bearer realm="${realm}", NTLM`,
      expect: [
        { kind: 'other', scheme: 'negotiate' },
        { kind: 'basic' },
        { kind: 'bearer', realm },
        { kind: 'other', scheme: 'ntlm' },
      ],
    },
    { name: 'nothing', text: ' , ,', expect: [] },
  ])('is read: $name', ({ text, expect: expected }) => {
    expect(parseChallenges(text)).toEqual(expected);
  });

  it.each([
    { name: 'a quotation without end', text: `Bearer realm="${realm}` },
    { name: 'a parameter twice', text: `Bearer realm="${realm}",realm="https://evil.example/"` },
    { name: 'a token without realm', text: 'Bearer service="x"' },
    { name: 'an empty realm', text: 'Bearer realm=""' },
    { name: 'a parameter without value', text: 'Bearer realm=' },
    { name: 'words in a row', text: `Bearer realm="${realm}" scope="x"` },
    { name: 'no scheme', text: '"x"' },
    { name: 'a line break within', text: 'Bearer realm="https://auth.example/\r\nx"' },
    { name: 'more than any registry says', text: `Bearer realm="${'x'.repeat(9000)}"` },
  ])('is refused where it could be read in more ways than one: $name', ({ text }) => {
    expect(() => parseChallenges(text)).toThrow(FormatError);
  });

  it('is answered with a token rather than a password, and with either rather than something else', () => {
    const of = (text: string) => preferred(parseChallenges(text))?.kind;
    expect(of(`Basic realm="x", Bearer realm="${realm}"`)).toBe('bearer');
    expect(of('Negotiate, Basic realm="x"')).toBe('basic');
    expect(of('Negotiate')).toBe('other');
    expect(of('')).toBeUndefined();
  });
});
