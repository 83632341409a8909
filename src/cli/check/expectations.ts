// From options to a policy: who must have signed is always asked of the user, never of the target (trust.md 2, 9).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseTrustedRoot } from '../../formats/trusted-root.ts';
import { DEFAULTS, GITHUB_ISSUER, type Policy, REHEARSAL_ISSUER } from '../../verify/index.ts';
import { withoutLinks } from './at-path.ts';
import type { VerifyOptions } from './options.ts';
import { isInside, type RehearsalDirectory } from './rehearsal-directory.ts';
import type { Target } from './target.ts';

/** The policy for something that is shown as a release. Fails with `EXPECTATION_MISSING`, `USAGE` and what the root fails with. */
export const releasePolicy = (options: VerifyOptions, target: Target, directory: string): Policy => {
  const { identity, issuer = GITHUB_ISSUER } = options;
  const facts = factsOf(options);
  if (identity === undefined && facts.repository === undefined) {
    throw new Failure('EXPECTATION_MISSING', 'Nothing says who must have signed, so anyone could have.', {
      remedy: 'Say --repo owner/name, or --identity and --issuer for a signer that is no GitHub workflow.',
    });
  }
  if (identity !== undefined && issuer === GITHUB_ISSUER && facts.repository === undefined) {
    throw new Failure(
      'EXPECTATION_MISSING',
      'A workflow may be called from other repositories: its identity does not say whose release this is.',
      { remedy: 'Say --repo owner/name beside --identity.' },
    );
  }
  if (identity === undefined && issuer !== GITHUB_ISSUER) {
    throw new Failure('EXPECTATION_MISSING', `An issuer alone does not say who must have signed.`, {
      remedy: 'Say --identity with the exact name in the certificate.',
    });
  }
  return {
    ...DEFAULTS,
    ...facts,
    mode: 'release',
    issuer,
    ...(identity === undefined ? {} : { identity: { san: identity, issuer } }),
    trustedRoot: releaseRoot(options, target, directory),
  };
};

/** The policy for a rehearsal that is asked for as one: what its directory says, and more strictly what the user says. */
export const rehearsalPolicy = (
  options: VerifyOptions,
  found: RehearsalDirectory | undefined,
  directory: string,
): Policy => {
  const { identity, issuer = found?.identity.issuer ?? REHEARSAL_ISSUER, trustedRoot } = options;
  const facts = factsOf(options);
  const root = trustedRoot === undefined ? found?.trustedRoot : resolve(directory, trustedRoot);
  const san = identity ?? found?.identity.san;
  if (root === undefined || (san === undefined && facts.repository === undefined)) {
    throw new Failure('EXPECTATION_MISSING', 'There is no rehearsal.json here that says who rehearsed.', {
      remedy: 'Name the directory that `colophon rehearse` wrote, or say --trusted-root and --repo.',
    });
  }
  return {
    ...DEFAULTS,
    ...(found === undefined ? {} : { repository: found.repository, tag: found.tag, commit: found.commit }),
    ...facts,
    mode: 'rehearsal',
    issuer,
    ...(san === undefined ? {} : { identity: { san, issuer } }),
    trustedRoot: readRoot(root),
  };
};

const factsOf = ({
  repo,
  tag,
  commit,
  workflow,
}: VerifyOptions): Pick<Policy, 'repository' | 'tag' | 'commit' | 'workflow'> => {
  if (repo !== undefined && !/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(repo)) {
    throw new Failure('USAGE', `--repo ${repo} is no repository.`, { remedy: 'Say --repo owner/name.' });
  }
  if (commit !== undefined && !/^[0-9a-f]{40}$/.test(commit)) {
    throw new Failure('USAGE', `--commit ${commit} is no whole commit id.`, {
      remedy: 'Give all 40 hexadecimal digits.',
    });
  }
  return {
    ...(repo === undefined ? {} : { repository: repo }),
    ...(tag === undefined ? {} : { tag }),
    ...(commit === undefined ? {} : { commit }),
    ...(workflow === undefined ? {} : { workflow }),
  };
};

const releaseRoot = ({ trustedRoot }: VerifyOptions, target: Target, directory: string): Uint8Array => {
  if (trustedRoot === undefined) {
    throw new Failure(
      'TRUSTED_ROOT_MISSING',
      'This version carries no public trusted root, so it cannot know who signs.',
      {
        remedy: 'Say --trusted-root with a TrustedRoot file that you got another way than with the release.',
      },
    );
  }
  const path = resolve(directory, trustedRoot);
  const real = withoutLinks(path) ?? path;
  if (
    (target.kind === 'directory' || target.kind === 'layout') &&
    isInside(withoutLinks(target.path) ?? target.path, real)
  ) {
    throw new Failure(
      'TRUSTED_ROOT_IN_TARGET',
      'This trusted root lies in what it should judge, so it proves nothing.',
      { remedy: 'Give a root that came another way; for a rehearsal, say --rehearsal.' },
    );
  }
  return readRoot(path);
};

const readRoot = (path: string): Uint8Array => {
  const bytes = bytesOf(path);
  try {
    parseTrustedRoot(bytes);
    return bytes;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('TRUSTED_ROOT_INVALID', `${path} is no trusted root: ${cause.message}.`, {
      remedy: 'Name a TrustedRoot file in JSON.',
      cause,
    });
  }
};

const bytesOf = (path: string): Uint8Array => {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Failure('TRUSTED_ROOT_INVALID', `The trusted root ${path} cannot be read.`, {
      remedy: 'Name a TrustedRoot file in JSON.',
      cause,
    });
  }
};
