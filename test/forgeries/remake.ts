// Signs a forged release again, whole: checksums, provenance and sealed list say what the files now are, so that
// nothing but the lie itself stands against it.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

import type { WorkflowRun } from '../../src/domain/identity.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { type Bent, createForger, readBundleJson } from './signing.ts';
import { CHECKSUMS, PROVENANCE, SEAL, SEAL_BUNDLE, type Target } from './target.ts';

/** The lie, and what is bent in the signatures that carry it; all else is as honest as can be. */
export interface Remade {
  /** Of both signatures. */
  readonly signing?: Bent;
  /** Of the provenance alone. */
  readonly provenance?: Bent;
  /** Of the seal alone. */
  readonly seal?: Bent;
  /** Changes the checksum list before it is signed. */
  readonly checksums?: (text: string) => string;
  /** Changes the digests beside single files. */
  readonly sha256?: (text: string) => string;
  /** Changes the statement, or answers what is signed in its place. */
  readonly statement?: (statement: StatementJson) => Uint8Array | void;
  /** Changes the sealed list, or answers what is signed in its place. */
  readonly colophon?: (colophon: ColophonJson) => Uint8Array | void;
}

export interface StatementJson {
  _type: string;
  subject: { name?: string; digest: Record<string, string> }[];
  predicateType: string;
  predicate: {
    buildDefinition: {
      buildType: string;
      externalParameters: {
        colophon: string;
        tag: string;
        workflow: { path: string; ref: string; repository: string };
      };
      internalParameters: { github: Record<string, string> };
      resolvedDependencies: { uri?: string; digest?: Record<string, string> }[];
    };
    runDetails: { builder: { id: string }; metadata: { invocationId: string } };
  };
}

export interface ColophonJson {
  kind: string;
  rehearsal: boolean;
  repository: { name: string; id: string; ownerId: string };
  tag: string;
  commit: string;
  identity: { san: string; issuer: string };
  assets: AssetJson[];
  provenance: string[];
  [more: string]: unknown;
}

export interface AssetJson {
  name: string;
  role: string;
  mediaType: string;
  size: number;
  digest: string;
  describes?: string;
}

/** Makes every list and signature of the target anew from the files that now lie there. */
export const remake = async (target: Target, remade: Remade = {}): Promise<void> => {
  const colophon = JSON.parse(target.text(SEAL)) as ColophonJson;
  relist(target, colophon, remade);
  await reprove(target, remade);
  await reseal(target, remade);
};

/** Signs the provenance again over the files that now lie there, and lays it beside what it lay beside. */
export const reprove = async (target: Target, { signing, provenance, statement }: Remade): Promise<void> => {
  const bent = { ...signing, ...provenance };
  const run = { ...target.run, ...bent.run };
  const envelope = readBundleJson(target.read(PROVENANCE)).dsseEnvelope;
  const json = JSON.parse(Buffer.from(envelope?.payload ?? '', 'base64').toString('utf8')) as StatementJson;
  for (const subject of json.subject) {
    subject.digest = { sha256: hex(target.read(subject.name ?? '')) };
  }
  sayRun(json, run);
  const payload = statement?.(json) ?? canonicalJson(json);
  const before = Buffer.from(target.read(PROVENANCE));
  const bundle = await createForger(target.keys, target.run, bent).statement(payload);
  for (const name of target.names()) {
    if (before.equals(target.read(name))) target.write(name, bundle);
  }
};

/** Seals the files of the list as they now lie there. */
export const reseal = async (target: Target, { signing, seal, colophon }: Remade): Promise<void> => {
  const bent = { ...signing, ...seal };
  const run = { ...target.run, ...bent.run };
  const json = JSON.parse(target.text(SEAL)) as ColophonJson;
  for (const asset of json.assets) {
    const bytes = target.read(asset.name);
    asset.digest = `sha256:${hex(bytes)}`;
    asset.size = bytes.length;
  }
  json.rehearsal = target.kind === 'rehearsal';
  json.repository = {
    name: new URL(run.sourceRepositoryUri).pathname.slice(1),
    id: run.sourceRepositoryId,
    ownerId: run.sourceRepositoryOwnerId,
  };
  json.tag = run.sourceRef.slice('refs/tags/'.length);
  json.commit = run.sourceDigest;
  json.identity = { san: nameOf(bent) ?? run.buildSignerUri, issuer: run.issuer };
  const document = colophon?.(json) ?? canonicalJson(json);
  target.write(SEAL, document);
  target.write(SEAL_BUNDLE, await createForger(target.keys, target.run, bent).document(document));
};

/** What a provenance says about its run, field by field as an honest one. */
const sayRun = ({ predicate }: StatementJson, run: WorkflowRun): void => {
  const { buildDefinition, runDetails } = predicate;
  const { externalParameters, internalParameters, resolvedDependencies } = buildDefinition;
  const [, path] = /^https:\/\/[^/]+\/[^/]+\/[^/]+\/(.+)@/.exec(run.buildConfigUri) ?? [];
  externalParameters.workflow = {
    path: path ?? '',
    ref: run.sourceRef,
    repository: run.sourceRepositoryUri,
  };
  Object.assign(internalParameters.github, {
    event_name: run.buildTrigger,
    repository_id: run.sourceRepositoryId,
    repository_owner_id: run.sourceRepositoryOwnerId,
    runner_environment: run.runnerEnvironment,
  });
  const [source] = resolvedDependencies;
  if (source !== undefined) source.digest = { gitCommit: run.sourceDigest };
  runDetails.builder.id = run.buildSignerUri;
  runDetails.metadata.invocationId = run.runInvocationUri;
};

const relist = (target: Target, { assets }: ColophonJson, { checksums, sha256 }: Remade): void => {
  const lists = assets.filter(({ role }) => role === 'checksums').map(({ name }) => name);
  // The lists beside files first: the whole list names them.
  for (const name of lists.toSorted((a, b) => b.length - a.length)) {
    const lines = target.text(name).trimEnd().split('\n');
    const fresh: string[] = [];
    for (const line of lines) {
      const file = line.slice(66);
      fresh.push(`${hex(target.read(file))}  ${file}\n`);
    }
    const text = fresh.join('');
    const edit = name === target.name(CHECKSUMS) ? checksums : sha256;
    target.write(name, edit?.(text) ?? text);
  }
};

const nameOf = ({ names }: Bent): string | undefined => {
  const [first] = names ?? [];
  return first !== undefined && 'uri' in first ? first.uri : undefined;
};

export const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
