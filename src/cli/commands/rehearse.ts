// `colophon rehearse`: the whole release of a repository against embedded stand-ins, then its verification.
import type { Command } from 'commander';

import type { RehearseOptions } from '../make/options.ts';
import type { Choose } from '../program.ts';

export const addRehearse = (program: Command, choose: Choose): void => {
  program
    .command('rehearse')
    .summary('the whole release against stand-ins on this machine')
    .description(
      'Runs the whole release of a git repository on this machine: every stage, against embedded stand-ins for forge ' +
        'and Sigstore. Writes only into its own directory. The same command again goes on where it stopped. With --only ' +
        'or --platform: a part of it, fast, which never proves as a release.',
    )
    .argument(
      '[repository]',
      'a working copy, a bare repository or a git bundle (default: the current directory)',
    )
    .option('--ref <ref>', 'the commit to rehearse: a branch, a tag or an id (default: HEAD)')
    .option('--tag <tag>', 'the tag to release it as (default: the tag at the commit, else one is made up)')
    .option('--out <dir>', 'where everything is written (default: ./rehearsal)')
    .option('--forge-state <file>', 'what the stand-in forge knows: change requests, reviews, checks')
    .option('--only <id>', 'only what has this id, with what it needs; may be repeated', collect)
    .option(
      '--platform <platform>',
      'only what is for it, such as linux/arm64 or host; may be repeated',
      collect,
    )
    .option(
      '--base <repository=dir>',
      'a layout that holds what images are made upon; may be repeated',
      collect,
    )
    .option('--plain-http <host>', 'a registry that is asked without encryption; may be repeated', collect)
    .option('--registry <host:port>', 'rehearse into a real registry on this machine, such as 127.0.0.1:5000')
    .addHelpText('after', '\nExample:\n  $ colophon rehearse . --tag v1.2.3 --out rehearsal')
    .action((repository: string | undefined, options: RehearseOptions) => {
      choose(async (invocation) =>
        (await import('../make/index.ts')).rehearse(repository, options, invocation),
      );
    });
};

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
