// `colophon plan`: what a release would do, and all that stands in its way.
import type { Command } from 'commander';

import type { PlanOptions } from '../make/options.ts';
import type { Choose } from '../program.ts';

export const addPlan = (program: Command, choose: Choose): void => {
  program
    .command('plan')
    .summary('what a release would do, and all that stands in its way')
    .description(
      'Says what a release would do, everything that stands in its way, which asset names come and go, and which ' +
        'stage may touch what. Writes nothing. Exit 0: ready, 1: not ready, 3: could not ask.',
    )
    .option('--ref <ref>', 'the commit to look at: a branch, a tag or an id (default: HEAD)')
    .option('--tag <tag>', 'the tag to be released')
    .addHelpText('after', '\nExample:\n  $ colophon plan --tag v1.2.3')
    .action((options: PlanOptions) => {
      choose(async (invocation) => (await import('../make/index.ts')).plan(options, invocation));
    });
};
