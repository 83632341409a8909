// Whether stock cosign, stock gh and Colophon agree about what both signers make.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createLocalSigstore } from '../../src/adapters/local-sigstore/index.ts';
import { createSigstoreSigner } from '../../src/adapters/sigstore/index.ts';
import { facts } from '../support/release-facts.ts';
import { claimsOf, githubRun, identityOf, OWNER_ID, REPOSITORY_ID, WORKFLOW } from './github-run.ts';
import { expectEnd, startSigstore, type CheckResult } from './kit.ts';
import { judge, signRelease, type SignedRelease, type SigningRequest } from './signed-release.ts';
import { cosignVerifyBlob, ghVerify, type StockRequest } from './stock.ts';

export interface InteropPlaces {
  /** The directory with cosign and gh. */
  readonly peers: string;
  /** An empty directory for files of the checks. */
  readonly scratch: string;
}

const clock = { now: () => Date.now() };

/** A rehearsal's Sigstore: cosign takes its bundles without any `--insecure-…` flag, gh refuses them by name. */
export const rehearsalChecks = async ({ peers, scratch }: InteropPlaces): Promise<readonly CheckResult[]> => {
  const dir = join(scratch, 'sigstore');
  const sigstore = await createLocalSigstore({
    dir,
    tag: facts.tag,
    commit: facts.commit,
    repository: facts.repository,
    repositoryId: REPOSITORY_ID,
    ownerId: OWNER_ID,
    workflow: WORKFLOW,
    clock,
  });
  const request: SigningRequest = {
    ...sigstore,
    facts,
    run: await sigstore.run.run(facts.tag, facts.commit),
    identity: await sigstore.run.identity(facts.tag),
  };
  const release = await signRelease(request);
  const directory = await written(release, join(scratch, 'rehearsed'));
  const trustedRoot = join(dir, 'trusted_root.json');
  const gh = await ghVerify(
    { ...asked(release, directory, request, peers), trustedRoot, file: join(directory, firstOf(release)) },
    facts.repository,
    ['--cert-identity', request.identity.san],
  );
  return [
    ...(await cosignChecks('rehearsal', release, directory, { request, peers, trustedRoot })),
    expectEnd('rehearsal: gh refuses it, because its repository is not on github.com', gh, {
      ok: false,
      saying: /expected SourceRepository(Owner)?URI/,
    }),
    ...ownChecks('rehearsal', release, request),
  ];
};

/** The kit's real Fulcio, CT log, Rekor v2 and timestamp authority; `kit` is its directory. */
export const releaseChecks = async (
  places: InteropPlaces & { readonly kit: string },
): Promise<readonly CheckResult[]> => {
  const { peers, scratch, kit } = places;
  const state = join(scratch, 'real-sigstore');
  await mkdir(state, { recursive: true });
  const sigstore = await startSigstore(kit, state);
  try {
    const { signingConfig, trustedRoot, token } = sigstore;
    const claims = claimsOf(facts);
    const signer = createSigstoreSigner({ signingConfig, identityToken: () => token(claims), clock });
    const identity = identityOf(GITHUB_RUN);
    const request: SigningRequest = {
      signer,
      identity,
      run: GITHUB_RUN,
      facts: { ...facts, mode: 'release' },
      trustedRoot,
    };
    const release = await signRelease(request);
    const directory = await written(release, join(scratch, 'released'));
    const where = { request, peers, trustedRoot: sigstore.trustedRootFile };
    return [
      ...(await cosignChecks('release', release, directory, where)),
      ...(await ghChecks(release, directory, { ...where, trustedRoot: sigstore.trustedRootLines })),
      ...ownChecks('release', release, request),
      await refusedToken(signingConfig, () => token({ ...claims, _key: 'other' })),
    ];
  } finally {
    await sigstore.stop();
  }
};

interface Where {
  readonly request: SigningRequest;
  readonly peers: string;
  readonly trustedRoot: string;
}

const cosignChecks = async (
  what: string,
  release: SignedRelease,
  directory: string,
  { request, peers, trustedRoot }: Where,
): Promise<readonly CheckResult[]> => {
  const base = { ...asked(release, directory, request, peers), trustedRoot };
  const stranger = join(directory, 'stranger');
  await writeFile(stranger, 'not of this release');
  const seal = { ...base, bundle: join(directory, `${release.colophon}.sigstore.json`) };
  const colophon = join(directory, release.colophon);
  const lookAlike = { ...request.identity, san: `${request.identity.san}0` };
  const results: CheckResult[] = [];
  for (const name of subjectsOf(release)) {
    const ended = await cosignVerifyBlob({ ...base, file: join(directory, name) });
    results.push(expectEnd(`${what}: cosign accepts ${name}`, ended, { ok: true, saying: /Verified OK/ }));
  }
  const cases: readonly [string, StockRequest, boolean][] = [
    ['accepts the colophon by its own bundle', { ...seal, file: colophon }, true],
    ['refuses another file', { ...base, file: stranger }, false],
    ['refuses another file under the colophon’s bundle', { ...seal, file: stranger }, false],
    [
      'refuses another identity',
      { ...base, file: join(directory, firstOf(release)), identity: lookAlike },
      false,
    ],
    ['refuses another identity of the colophon', { ...seal, file: colophon, identity: lookAlike }, false],
  ];
  for (const [name, one, ok] of cases) {
    results.push(expectEnd(`${what}: cosign ${name}`, await cosignVerifyBlob(one), { ok }));
  }
  return results;
};

const ghChecks = async (
  release: SignedRelease,
  directory: string,
  { request, peers, trustedRoot }: Where,
): Promise<readonly CheckResult[]> => {
  const base = { ...asked(release, directory, request, peers), trustedRoot };
  const { repository, tag } = request.facts;
  const flags = [
    '--signer-workflow',
    `${repository}/${WORKFLOW}`,
    '--source-ref',
    `refs/tags/${tag}`,
    '--deny-self-hosted-runners',
  ];
  const results: CheckResult[] = [];
  for (const name of subjectsOf(release)) {
    const ended = await ghVerify({ ...base, file: join(directory, name) }, repository, flags);
    results.push(expectEnd(`release: gh accepts ${name}`, ended, { ok: true }));
  }
  const one = { ...base, file: join(directory, firstOf(release)) };
  const stranger = await ghVerify({ ...base, file: join(directory, 'stranger') }, repository, flags);
  results.push(expectEnd('release: gh refuses another file', stranger, { ok: false }));
  results.push(
    expectEnd('release: gh refuses another repository', await ghVerify(one, 'acme/other'), { ok: false }),
  );
  return results;
};

// `signRelease` has already proved both; here once more on what was written, and with something else.
const ownChecks = (
  what: string,
  { files, bundle, colophon }: SignedRelease,
  request: SigningRequest,
): readonly CheckResult[] => {
  const bytes = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();
  const seal = bytes(`${colophon}.sigstore.json`);
  const other = new TextEncoder().encode('{"kind":"colophon.release","tag":"v9.9.9","version":1}');
  const said = (name: string, fault: ReturnType<typeof judge>, ok: boolean): CheckResult =>
    (fault === undefined) === ok
      ? { name, passed: true }
      : { name, passed: false, said: fault?.message ?? 'accepted' };
  const stranger = { ...request, identity: { ...request.identity, san: `${request.identity.san}0` } };
  return [
    said(`${what}: Colophon accepts the statement’s bundle, canonical`, judge(request, bytes(bundle)), true),
    said(
      `${what}: Colophon accepts the colophon’s bundle, canonical`,
      judge(request, seal, bytes(colophon)),
      true,
    ),
    said(`${what}: Colophon refuses another document`, judge(request, seal, other), false),
    said(`${what}: Colophon refuses another identity`, judge(stranger, bytes(bundle)), false),
  ];
};

const refusedToken = async (
  signingConfig: Uint8Array,
  identityToken: Parameters<typeof createSigstoreSigner>[0]['identityToken'],
): Promise<CheckResult> => {
  const name = 'release: Fulcio refuses a token by another key, and the failure does not tell it';
  const signer = createSigstoreSigner({ signingConfig, identityToken, clock });
  const document = new TextEncoder().encode('{"kind":"colophon.release","version":1}');
  const failure: unknown = await signer.document(document).then(
    () => undefined,
    (error: unknown) => error,
  );
  const told =
    failure instanceof Error
      ? `${'code' in failure ? String(failure.code) : ''} ${failure.message}`
      : 'signed';
  const passed = told.startsWith('SIGSTORE_REFUSED') && !/ey[\w-]+\.[\w-]+\./.test(told);
  return passed ? { name, passed } : { name, passed, said: told.slice(0, 200) };
};

const written = async ({ files }: SignedRelease, directory: string): Promise<string> => {
  await mkdir(directory, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(directory, name), bytes);
  return directory;
};

const asked = (release: SignedRelease, directory: string, request: SigningRequest, peers: string) => ({
  peers,
  identity: request.identity,
  bundle: join(directory, release.bundle),
});

const subjectsOf = ({ files, colophon }: SignedRelease): readonly string[] =>
  [...files.keys()].filter((name) => !/\.(?:sigstore\.json|intoto\.jsonl)$/.test(name) && name !== colophon);

const firstOf = (release: SignedRelease): string => subjectsOf(release)[0] ?? '';

const GITHUB_RUN = githubRun(facts);
