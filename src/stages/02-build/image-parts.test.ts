import { describe, expect, it } from 'vitest';

import {
  AMD64,
  ARM64,
  buildSettings,
  builder,
  dockerfileRule,
  imageRule,
  layerFile,
} from '../../../test/support/built-image.ts';
import type { Builder } from '../../domain/builder.ts';
import { delegates, imagePieceOf, partsOf, platformOf, waitsOf } from './image-parts.ts';

const rule = imageRule({
  files: [layerFile('cli', '/cli'), layerFile('web', '/web'), layerFile('cli', '/again')],
});
const settings = buildSettings([builder('web'), builder('cli', [AMD64, ARM64])], [rule]);
const targets = (...names: readonly string[]): Builder => ({
  ...builder('cli'),
  targets: names.map((target) => ({ platform: target.startsWith('arm') ? ARM64 : AMD64, target })),
});

describe('the parts of a build with images', () => {
  it('are those of builders, one a layer, and one an image and platform', () => {
    expect(partsOf(settings)).toEqual([
      'web',
      'cli/linux_amd64',
      'cli/linux_arm64',
      'layer widget cli/linux_amd64',
      'layer widget web',
      'layer widget cli/linux_arm64',
      'image widget linux/amd64',
      'image widget linux/arm64',
    ]);
    expect(imagePieceOf('image widget linux/arm64', settings)).toEqual({ rule, platform: ARM64 });
    expect(imagePieceOf('cli/linux_arm64', settings)).toBeUndefined();
    expect(platformOf('image widget linux/arm64', settings)).toEqual(ARM64);
    expect(platformOf('cli/linux_amd64', settings)).toEqual(AMD64);
    expect(platformOf('web', settings)).toBeUndefined();
    expect(platformOf('layer widget cli/linux_arm64', settings)).toEqual(ARM64);
    expect(platformOf('layer widget web', settings)).toBeUndefined();
  });

  it('are those of images alone where there is no builder, and one that builds nothing without both', () => {
    expect(partsOf(buildSettings([], [imageRule({ platforms: [AMD64] })]))).toEqual([
      'image widget linux/amd64',
    ]);
    expect(partsOf(buildSettings([], []))).toEqual(['nothing']);
  });

  it('wait for what they are given, each once, the base among it', () => {
    expect(waitsOf('image widget linux/arm64', settings)).toEqual([
      'cli/linux_arm64',
      'web',
      'layer widget web',
      'layer widget cli/linux_arm64',
    ]);
    expect(waitsOf('layer widget web', settings)).toEqual(['web']);
    const based = imageRule({ base: { kind: 'layout', path: 'out', from: 'baker' } });
    const more = buildSettings([builder('baker', [AMD64, ARM64])], [based]);
    expect(waitsOf('image widget linux/amd64', more)).toEqual(['baker/linux_amd64']);
  });

  it('leave the work of builders to other programs, and no other', () => {
    expect(partsOf(settings).filter((part) => delegates(part, settings))).toEqual([
      'web',
      'cli/linux_amd64',
      'cli/linux_arm64',
    ]);
    const docker = buildSettings([], [dockerfileRule({ platforms: [AMD64] })]);
    expect(delegates('image widget linux/amd64', docker)).toBe(true);
  });

  it('make layers upon a base with their image, as the base has the directories', () => {
    const based = imageRule({ ...rule, base: { kind: 'layout', path: 'base' } });
    const more = buildSettings(settings.files, [based]);
    expect(partsOf(more).filter((part) => part.startsWith('layer'))).toEqual([]);
    expect(waitsOf('image widget linux/arm64', more)).toEqual(['cli/linux_arm64', 'web']);
  });

  it('wait for a target that is chosen on its own platform alone', () => {
    const chosen = imageRule({
      files: ['amd-musl', 'arm-musl'].map((target) => layerFile('cli', '/cli', { target })),
    });
    const two = buildSettings([targets('amd-musl', 'amd-gnu', 'arm-musl')], [chosen]);
    expect(waitsOf('image widget linux/amd64', two)).toEqual(['cli/amd-musl', 'layer widget cli/amd-musl']);
    expect(waitsOf('image widget linux/arm64', two)).toEqual(['cli/arm-musl', 'layer widget cli/arm-musl']);
  });

  it.each([
    { name: 'a builder that is not there', files: [], message: '"cli" is no builder' },
    {
      name: 'one that is not built for the platform',
      files: [targets('arm')],
      message: 'not built for linux/amd64',
    },
    { name: 'two targets for it', files: [targets('a', 'b')], message: 'several targets for linux/amd64' },
  ])('refuse $name', ({ files, message }) => {
    const one = imageRule({ files: [layerFile('cli', '/cli')] });
    expect(() => waitsOf('image widget linux/amd64', buildSettings(files, [one]))).toThrow(
      expect.objectContaining({ code: 'BUILD_INPUT_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
