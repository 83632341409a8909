// `colophon stage`: one stage, as a CI job runs it.
import type { Command } from 'commander';

import type { StageOptions } from '../make/options.ts';
import type { Choose } from '../program.ts';

export const addStage = (program: Command, choose: Choose): void => {
  program
    .command('stage')
    .summary('one stage, as a job of its own runs it')
    .description(
      'Runs one stage of a release, against stand-ins. What earlier stages left is taken with --take or lies in ' +
        '--store; of those only the gate is run where it is missing. With --platform: the parts for that platform and ' +
        'what they are made from; the same stage without it does what nobody has done yet.',
    )
    .argument('<name>', 'gate, build, assemble, package, sbom, notes, checksum, provenance, sign, push, …')
    .argument(
      '[repository]',
      'a working copy, a bare repository or a git bundle (default: the current directory)',
    )
    .requiredOption('--store <dir>', 'where outcomes are kept, and what stand-ins hold')
    .option('--ref <ref>', 'the commit: a branch, a tag or an id (default: HEAD)')
    .option('--tag <tag>', 'the tag to release it as')
    .option('--platform <platform>', 'only the parts for it, such as linux/arm64; may be repeated', collect)
    .option(
      '--take <stage=dir@digest>',
      'outcomes of that stage that another process gave (without `stage=`, of any); may be repeated',
      collect,
    )
    .option('--give <dir>', 'lay out what this stage left, and print its digest')
    .option('--forge-state <file>', 'what the stand-in forge knows: change requests, reviews, checks')
    .option(
      '--base <repository=dir>',
      'a layout that holds what images are made upon; may be repeated',
      collect,
    )
    .option('--plain-http <host>', 'a registry that is asked without encryption; may be repeated', collect)
    .option('--rehearsal', 'against stand-ins; this version knows nothing else')
    .addHelpText(
      'after',
      '\nExample:\n  $ colophon stage build --store s --tag v1.2.3 --platform linux/arm64 --give arm64',
    )
    .action((name: string, repository: string | undefined, options: StageOptions) => {
      choose(async (invocation) =>
        (await import('../make/index.ts')).stage(name, repository, options, invocation),
      );
    });
};

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
