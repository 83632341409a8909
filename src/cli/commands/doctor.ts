// `colophon doctor`: tools, credentials and registries, as a release would meet them.
import type { Command } from 'commander';

import type { DoctorOptions } from '../make/doctor/doctor.ts';
import { collect } from '../options.ts';
import type { Choose } from '../program.ts';

export const addDoctor = (program: Command, choose: Choose): void => {
  program
    .command('doctor')
    .summary('the state of tools, credentials and registries')
    .description(
      'Says which tools builds find here, and of each registry how it is asked, whether it lists what is attached to an ' +
        'image, and what it may do to a release. Writes nothing, and prints no credential. Exit 0: all could be asked, ' +
        '3: a registry could not.',
    )
    .argument('[registry...]', 'oci://HOST/PATH[:TAG] (default: where the configuration here releases to)')
    .option('--plain-http <host>', 'a registry that is asked without encryption; may be repeated', collect)
    .addHelpText('after', '\nExample:\n  $ colophon doctor oci://ghcr.io/acme/widget:v1.2.3')
    .action((targets: readonly string[], options: DoctorOptions) => {
      choose(async (invocation) =>
        (await import('../make/doctor/doctor.ts')).doctor(targets, options, invocation),
      );
    });
};
