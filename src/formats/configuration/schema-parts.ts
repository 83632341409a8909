// What several sections of `colophon.yaml` are put together from: lists, platforms, commands.
import * as z from 'zod/mini';

import { parsePlatform } from '../../domain/platform.ts';
import { argument, checkedText, pathTemplate, sha256Hex, variable, word } from './text.ts';

const MOST = 1000;

export const list = <Item extends z.ZodMiniType>(item: Item) => z.array(item).check(z.maxLength(MOST));
export const some = <Item extends z.ZodMiniType>(item: Item) =>
  z.array(item).check(z.minLength(1), z.maxLength(MOST));
export const oneOrSome = <Item extends z.ZodMiniType>(item: Item) => z.union([item, some(item)]);

export const platform = checkedText((name) =>
  parsePlatform(name) === undefined ? 'a platform is written `os/arch` or `os/arch/variant`' : undefined,
);
export const target = z.union([
  platform,
  z
    .record(platform, word)
    .check(z.refine((map) => Object.keys(map).length === 1, 'one platform and its target stand here')),
]);
export const variables = z.record(variable, argument);
export const command = z.union([
  some(argument),
  z.strictObject({ run: some(argument), stdout: z.optional(pathTemplate) }),
]);
export const output = z.union([
  pathTemplate,
  z.strictObject({ path: pathTemplate, sha256: z.optional(sha256Hex) }),
]);
