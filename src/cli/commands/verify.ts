// `colophon verify`: proves a release from the files that a consumer holds.
import { Option, type Command } from 'commander';

import { Failure } from '../../domain/failure.ts';
import type { VerifyOptions } from '../check/options.ts';
import { collect } from '../options.ts';
import type { Choose } from '../program.ts';

export const addVerify = (program: Command, choose: Choose): void => {
  program
    .command('verify')
    .summary('proves a release, a download or a rehearsal')
    .description(
      'Proves files against the release that they claim to come from: signatures, who signed, the closed list, ' +
        'checksums, provenance. Exit 0: all that is demanded is proved, 1: refused, 3: could not be concluded.',
    )
    .argument(
      '<target...>',
      'a directory of downloads, one file, an image in a registry (oci://HOST/PATH:TAG) or in a layout ' +
        '(oci-layout:DIR), or the directory of a rehearsal',
    )
    .option('--repo <owner/name>', 'the repository that must have released it')
    .option('--tag <tag>', 'the tag that it must be the release of')
    .option('--commit <id>', 'the commit that it must be made from')
    .option(
      '--certificate-identity, --identity <san>',
      'who must have signed: the exact name in the certificate',
    )
    .option('--certificate-oidc-issuer, --issuer <url>', 'who must have vouched for the signer, exactly')
    .option('--workflow <path>', 'the workflow file that may release')
    .option('--bundle <file>', 'the Sigstore bundle of a single file (default: found beside it)')
    .option(
      '--as <name>',
      'the name that a renamed download has in its release, or where an image was copied from',
    )
    .option('--complete', 'demand the whole closed list, not only what is here')
    .option('--ignore <name>', 'pass over a file that is not of the release; may be repeated', collect)
    .option('--trusted-root <file>', 'a TrustedRoot (JSON) instead of the public one')
    .option('--offline', 'ask nothing of the network')
    .option('--rehearsal', 'the target is a rehearsal; it is never called verified')
    .option('--deep', 'look into the layers of images, too')
    .option('--login <host>', 'the one registry that is told the credential which Docker keeps for it')
    .option('--plain-http <host>', 'a registry that is asked without encryption; may be repeated', collect)
    .option('--registry <host:port>', 'the registry on this machine that a rehearsal went to')
    .option('--stateless', 'neither read nor write what this machine remembers')
    .addOption(
      new Option('--certificate-identity-regexp <expression>')
        .hideHelp()
        .argParser(refuseExpression('identity')),
    )
    .addOption(
      new Option('--certificate-oidc-issuer-regexp <expression>')
        .hideHelp()
        .argParser(refuseExpression('issuer')),
    )
    .addHelpText('after', '\nExample:\n  $ colophon verify ./downloads --repo acme/widget --tag v1.2.3')
    .action((targets: readonly string[], options: VerifyOptions) => {
      choose(async (invocation) => (await import('../check/index.ts')).verify(targets, options, invocation));
    });
};

/** An expression accepts look-alikes: a dot matches any letter, and nothing binds its ends. */
const refuseExpression =
  (option: 'identity' | 'issuer') =>
  (expression: string): never => {
    const exact = expression.replace(/^\^/, '').replace(/\$$/, '').replaceAll(/\\(.)/g, '$1');
    const plain = /^[\w:/@.-]+$/.test(exact);
    throw new Failure(
      'USAGE',
      `--${option} takes an exact value; expressions accept look-alikes and are refused.`,
      {
        remedy: plain
          ? `Say --${option} '${exact}'`
          : `Say --${option} with the whole value, as the release's own notes print it.`,
      },
    );
  };
