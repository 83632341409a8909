// Judges a release that lies somewhere: collect, then each check on what the ones before it have proved, then the verdict.
import type { Finding } from '../domain/finding.ts';
import type { Verdict } from '../domain/verdict.ts';
import { parseTrustedRoot, type TrustedRootMaterial } from '../formats/trusted-root.ts';
import type { AssetSource } from '../ports/asset-source.ts';
import type { Registry } from '../ports/registry.ts';
import type { Judged } from './check.ts';
import { archives } from './checks/archives.ts';
import { checksum } from './checks/checksum.ts';
import { evidence } from './checks/evidence.ts';
import { list, type Listed } from './checks/list.ts';
import { names } from './checks/names.ts';
import { layersNotRead, placesNotAsked } from './checks/places.ts';
import { provenance } from './checks/provenance.ts';
import { sbom } from './checks/sbom.ts';
import { seal, type Sealed } from './checks/seal.ts';
import { signer } from './checks/signer.ts';
import { collect } from './collect.ts';
import { notSaid } from './dockerfile-words.ts';
import { withoutHidden } from './members-only.ts';
import type { Policy } from './policy.ts';
import { decideVerdict } from './verdict.ts';

export interface ReleaseRequest {
  readonly assets: AssetSource;
  /** Where images, charts and mirrors of the list are read; what is listed there is not judged without it. */
  readonly registry?: Registry;
  readonly policy: Policy;
  /** Whether the whole list is demanded, or only what is there. */
  readonly complete: boolean;
  /** Names that are left out of the judgement. */
  readonly ignore: readonly string[];
  /** The list about to be sealed; then no seal is looked for. */
  readonly document?: Uint8Array;
  /** Whether the registry is at hand, so that reading layers transfers nothing. */
  readonly local?: boolean;
  /** Whether layers are read wherever they lie, and looked into. */
  readonly deep?: boolean;
  /** Repositories that only members can read, and what lies below them: not asked, and said as that. */
  readonly hidden?: readonly string[];
  /** Whether version tags were given (default), or `publish` has yet to give them. */
  readonly names?: 'given' | 'not yet';
}

/**
 * Judges everything in `assets` by the policy. Never throws for what it finds there: each lie is a finding with its
 * own code (trust.md 11). Throws `FormatError` for a trusted root that is none, and whatever the source throws.
 */
export const verifyRelease = async (request: ReleaseRequest): Promise<Verdict> => {
  const { assets, policy, complete, ignore, document } = request;
  const root = parseTrustedRoot(policy.trustedRoot);
  const everything = await collect(assets, ignore);
  const ignored = (await assets.list()).map(({ name }) => name).filter((name) => ignore.includes(name));
  const named = await names.run(everything, policy);
  const collected = named.proved ?? everything;
  const sealed = await seal.run({ collected, root, document }, policy);
  const findings: Finding[] = [...named.findings, ...sealed.findings];
  const verdict = (held?: Sealed, listed?: Listed): Verdict =>
    decideVerdict({ policy, complete, findings, sealed: held, listed });
  if (sealed.proved === undefined) return verdict();
  const listed = await list.run({ collected, sealed: sealed.proved, root, complete, ignored }, policy);
  findings.push(...listed.findings);
  if (listed.proved === undefined) return verdict(sealed.proved);
  const proven = await provenance.run({ listed: listed.proved, root }, policy);
  findings.push(...proven.findings);
  const rest = [
    await checksum.run(listed.proved, policy),
    await sbom.run(listed.proved, policy),
    await archives.run(listed.proved, policy),
    ...(await inManifests(listed.proved, policy)),
    await evidence.run(listed.proved, policy),
    await signer.run({ sealed: sealed.proved, signatures: proven.proved?.signatures ?? [] }, policy),
  ];
  findings.push(...rest.flatMap((one) => one.findings));
  findings.push(...notSaid(await inRegistries(request, sealed.proved, root), findings));
  return verdict(sealed.proved, listed.proved);
};

const inManifests = async (listed: Listed, policy: Policy): Promise<readonly Judged<Listed>[]> => {
  if (!listed.here.some(({ role }) => role === 'manifest' || role === 'chart')) return [];
  const { references } = await import('./content.ts');
  return [await references.run(listed, policy)];
};

const inRegistries = async (
  {
    registry,
    policy,
    complete,
    local = false,
    deep = false,
    hidden = [],
    names: given = 'given',
  }: ReleaseRequest,
  whole: Sealed,
  root: TrustedRootMaterial,
): Promise<readonly Finding[]> => {
  if (registry === undefined) return placesNotAsked(whole, complete);
  const { sealed, findings: unasked } = withoutHidden(whole, hidden);
  if (sealed.colophon.images.length + sealed.colophon.charts.length === 0) return unasked;
  const place = { registry, layers: local || deep, deep };
  const { verifyRegistry } = await import('./content.ts');
  const judged = await verifyRegistry({ sealed, place, root, complete, names: given }, policy);
  const said = `${sealed.colophon.images.length + sealed.colophon.charts.length} images and charts`;
  return [...judged, ...unasked, ...(place.layers ? [] : [layersNotRead(said)])];
};
