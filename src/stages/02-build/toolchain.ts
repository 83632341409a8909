// Which Go a builder means: what the configuration says, else what go.work or go.mod asks for (go.dev/ref/mod, "go.mod files").
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Source } from '../../ports/source.ts';

const LARGEST = 1024 * 1024;

/** The value of GOTOOLCHAIN: exactly one version wherever the files name one, else `local`. */
export const toolchainOf = async (
  { toolchain }: { readonly toolchain?: string },
  { commit }: Pick<ReleaseFacts, 'commit'>,
  source: Source,
): Promise<string> => {
  if (toolchain !== undefined) return toolchain;
  for (const path of ['go.work', 'go.mod']) {
    const bytes = await source.text(commit, path, LARGEST);
    const asked = bytes === undefined ? undefined : toolchainIn(new TextDecoder().decode(bytes));
    if (asked !== undefined) return asked;
  }
  return 'local';
};

/** The version that a go.mod or go.work names; `undefined` when it names a language alone, such as `go 1.22`. */
export const toolchainIn = (text: string): string | undefined => {
  const [, named] = /^toolchain[ \t]+(go1\.[0-9A-Za-z.+-]+)[ \t]*(?:\/\/.*)?$/m.exec(text) ?? [];
  if (named !== undefined) return named;
  const [, version] = /^go[ \t]+(1\.\d+(?:\.\d+|rc\d+|beta\d+))[ \t]*(?:\/\/.*)?$/m.exec(text) ?? [];
  return version === undefined ? undefined : `go${version}`;
};
