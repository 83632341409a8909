// What the other rings may ask of the verifier.
export { DEFAULTS, GITHUB_ISSUER, type Policy, REHEARSAL_ISSUER } from './policy.ts';
export { createProver, type ProverOptions } from './prover.ts';
export { bundleLooksRehearsed, looksRehearsed } from './rehearsed.ts';
export { rehearsalRefused } from './verdict.ts';
export { type FileRequest, fileWithoutBundle, verifyFile } from './verify-file.ts';
export { type ReleaseRequest, verifyRelease } from './verify-release.ts';
