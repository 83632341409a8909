// Platforms as people type them, `host` being the one that this machine runs.
import { Failure } from '../../../domain/failure.ts';
import { parsePlatform, type Platform } from '../../../domain/platform.ts';

/** The platforms that were named; fails with `USAGE` for a text that names none. */
export const readPlatforms = (
  texts: readonly string[],
  machine: { readonly platform: string; readonly arch: string } = process,
): readonly Platform[] =>
  texts.map((text) => {
    const platform = text === 'host' ? hostPlatform(machine) : parsePlatform(text);
    if (platform !== undefined) return platform;
    throw new Failure('USAGE', `--platform ${JSON.stringify(text)} names no platform`, {
      remedy: 'say os/architecture such as linux/arm64, or host for the platform of this machine',
    });
  });

const hostPlatform = ({ platform, arch }: { platform: string; arch: string }): Platform => ({
  os: OS[platform] ?? platform,
  architecture: ARCHITECTURE[arch] ?? arch,
});

/** Node's words and those of Go and OCI, where they differ. */
const OS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const ARCHITECTURE: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  loong64: 'loong64',
  mipsel: 'mipsle',
};
