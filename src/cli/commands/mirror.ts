// `colophon mirror`: an image or a chart with all that is attached to it, from one place to another, by digest.
import type { Command } from 'commander';

import type { MirrorOptions } from '../make/mirror/mirror.ts';
import { collect } from '../options.ts';
import type { Choose } from '../program.ts';

export const addMirror = (program: Command, choose: Choose): void => {
  program
    .command('mirror')
    .summary('copies an image with everything attached to it')
    .description(
      'Copies an image, or a chart, with its platforms and everything that speaks about any of them, by digest, and ' +
        'reads it back. What is there already is accepted; names are given where they are free, and never taken from ' +
        'something else.',
    )
    .argument('<from>', 'oci://HOST/PATH:TAG or oci-layout:DIR[:TAG], each also with @sha256:…')
    .argument('<to>', 'oci://HOST/PATH[:TAG], or oci-layout:DIR, which is made where none lies')
    .option('--plain-http <host>', 'a registry that is asked without encryption; may be repeated', collect)
    .addHelpText(
      'after',
      '\nExample:\n  $ colophon mirror oci://ghcr.io/acme/widget@sha256:… oci://registry.example/team/widget',
    )
    .action((from: string, to: string, options: MirrorOptions) => {
      // Not with the other commands that make something: they load four times as much as this one runs.
      choose(async (invocation) =>
        (await import('../make/mirror/mirror.ts')).mirror(from, to, options, invocation),
      );
    });
};
