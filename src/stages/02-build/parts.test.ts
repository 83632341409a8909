import { describe, expect, it } from 'vitest';

import { targets } from '../../../test/support/release-facts.ts';
import type { Builder, BuildTarget } from '../../domain/builder.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { partsOf, pieceOf, waitsOf } from './parts.ts';

const target = (platform: string, name?: string): BuildTarget => {
  const [os = '', architecture = ''] = platform.split('/');
  return { platform: { os, architecture }, target: name ?? `${os}_${architecture}` };
};
const builder = (id: string, of: readonly BuildTarget[], ...from: readonly string[]): Builder => ({
  id,
  targets: of,
  inputs: from.map((giver) => ({ from: giver, to: 'in' })),
  env: {},
  where: [],
  timeout: 1,
  kind: 'command',
  commands: [],
  outputs: [],
});
const settings = (...files: readonly Builder[]): BuildSettings => ({
  env: { pass: [], set: {} },
  files,
  images: [],
  builders: {},
  emulate: [],
  targets,
});

const LINUX = target('linux/amd64');
const WINDOWS = target('windows/amd64');

describe('the parts of a build', () => {
  it('are one a builder and target', () => {
    const given = settings(builder('web', []), builder('cli', [LINUX, WINDOWS]));
    expect(partsOf(given)).toEqual(['web', 'cli/linux_amd64', 'cli/windows_amd64']);
    expect(pieceOf('cli/windows_amd64', given)).toEqual({ builder: given.files[1], target: WINDOWS });
    expect(() => pieceOf('cli', given)).toThrow(TypeError);
  });

  it('are one that builds nothing where there is no builder', () => {
    expect(partsOf(settings())).toEqual(['nothing']);
    expect(waitsOf('nothing', settings())).toEqual([]);
  });

  it.each([
    { name: 'a builder without platforms', giver: [], taker: [LINUX], waits: ['giver'] },
    { name: 'the same target', giver: [LINUX, WINDOWS], taker: [WINDOWS], waits: ['giver/windows_amd64'] },
    {
      name: 'every target, having none itself',
      giver: [LINUX, WINDOWS],
      taker: [],
      waits: ['giver/linux_amd64', 'giver/windows_amd64'],
    },
    {
      name: 'the one target of its platform',
      giver: [target('linux/amd64', 'musl')],
      taker: [LINUX],
      waits: ['giver/musl'],
    },
  ])('wait for $name', ({ giver, taker, waits }) => {
    const given = settings(builder('taker', taker, 'giver'), builder('giver', giver));
    expect(waitsOf(partsOf(given)[0] ?? '', given)).toEqual(waits);
  });

  it.each([
    { name: 'no target for it', files: [builder('taker', [LINUX], 'giver'), builder('giver', [WINDOWS])] },
    {
      name: 'two targets for its platform',
      files: [
        builder('taker', [LINUX], 'giver'),
        builder('giver', [target('linux/amd64', 'musl'), target('linux/amd64', 'gnu')]),
      ],
    },
    { name: 'no such builder', files: [builder('taker', [LINUX], 'nobody')] },
    { name: 'itself', files: [builder('taker', [LINUX], 'taker')] },
  ])('refuse an input where there is $name', ({ files }) => {
    expect(() => waitsOf('taker/linux_amd64', settings(...files))).toThrow(
      expect.objectContaining({ code: 'BUILD_INPUT_INVALID' }),
    );
  });
});
