// The tools that a builder runs, with their versions: part of its part key, and of provenance.
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Builder } from '../../domain/builder.ts';
import type { Tool } from '../../domain/tool.ts';
import type { BuildDoors } from './job.ts';
import { toolchainOf } from './toolchain.ts';

const KNOWN = ['go', 'node', 'npm', 'git'] as const;

/** Asks those that are known by name; of a `command` builder, those that its commands begin with. */
export const toolsOf = async (
  builder: Builder,
  facts: Pick<ReleaseFacts, 'commit'>,
  { workshop, source }: Pick<BuildDoors, 'workshop' | 'source'>,
): Promise<readonly Tool[]> => {
  switch (builder.kind) {
    case 'prebuilt':
      return [];
    case 'go':
      return [
        await workshop.tool('go', {
          GOTOOLCHAIN: await toolchainOf(builder, facts, source),
          GOFLAGS: '',
          GOENV: 'off',
        }),
      ];
    case 'node': {
      const words = [builder.install[0], builder.run[0]];
      const npm = builder.pack || words.some((word) => word === 'npm' || word === 'npx');
      return Promise.all(
        (npm ? (['node', 'npm'] as const) : (['node'] as const)).map((name) => workshop.tool(name, {})),
      );
    }
    case 'command': {
      const words = new Set(builder.commands.map(({ run }) => run[0]));
      return Promise.all(KNOWN.filter((name) => words.has(name)).map((name) => workshop.tool(name, {})));
    }
  }
};
