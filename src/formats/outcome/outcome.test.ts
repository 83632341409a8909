import { expect, it } from 'vitest';
import type * as z from 'zod/mini';

import { Failure } from '../../domain/failure.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { StageName } from '../../domain/stage-name.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type OUTCOME_SHAPES, parseOutcome } from './index.ts';

/** Every member anywhere inside a type, as a path. */
type Paths<T> = T extends string | number | boolean | undefined
  ? never
  : T extends readonly (infer Item)[]
    ? Paths<Item>
    : { [Key in keyof T & string]-?: Key | `${Key}.${Paths<NonNullable<T[Key]>>}` }[keyof T & string];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Differing = {
  [Name in StageName]: Same<
    Paths<Outcomes[Name]>,
    Paths<z.output<(typeof OUTCOME_SHAPES)[Name]>>
  > extends true
    ? never
    : Name;
}[StageName];

it('has a shape for exactly the members of every outcome type', () => {
  // An optional member that only the type has would be refused at run time: so this does not compile then.
  const differing: readonly Differing[] = [] satisfies readonly never[];
  const none: [Differing] extends [never] ? true : Differing = true;
  expect([differing, none]).toEqual([[], true]);
});

const blob = { mediaType: 'text/plain', digest: `sha256:${'a'.repeat(64)}`, size: 3 };
const notes = { name: 'widget_v1_notes.md', role: 'notes', content: blob };

it('gives back what was written', () => {
  expect(parseOutcome('notes', canonicalJson({ notes }))).toEqual({ notes });
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
it.each([
  { name: 'an unknown member', bytes: canonicalJson({ notes, more: 1 }) },
  { name: 'an unknown member deep inside', bytes: canonicalJson({ notes: { ...notes, more: 1 } }) },
  { name: 'a member that is missing', bytes: canonicalJson({}) },
  {
    name: 'a digest of another algorithm',
    bytes: canonicalJson({ notes: { ...notes, content: { ...blob, digest: 'md5:aa' } } }),
  },
  { name: 'a role that is none', bytes: canonicalJson({ notes: { ...notes, role: 'virus' } }) },
  { name: 'insignificant space', bytes: encode(JSON.stringify({ notes }, null, 1)) },
  { name: 'a duplicate key', bytes: encode('{"names":[],"names":[],"latest":true}') },
  { name: 'no JSON', bytes: encode('{') },
  { name: 'no UTF-8', bytes: Uint8Array.of(0x22, 0xff, 0x22) },
])('refuses $name', ({ bytes }) => {
  expect(() => parseOutcome('notes', bytes)).toThrow(Failure);
  expect(() => parseOutcome('notes', bytes)).toThrow(expect.objectContaining({ code: 'OUTCOME_INVALID' }));
});
