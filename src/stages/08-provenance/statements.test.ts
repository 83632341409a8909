import { describe, expect, it } from 'vitest';

import { facts, targets, workflowRun } from '../../../test/support/release-facts.ts';
import type { Asset } from '../../domain/asset.ts';
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import { predicateOf } from './predicate.ts';
import { statementsOver } from './statements.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const settings = {
  configuration: 'b'.repeat(64),
  targets,
} as const;
const build: BuildOutcome = {
  files: [
    {
      builder: 'msi',
      path: 'dist/widget.msi',
      output: 'dist/widget.msi',
      executable: false,
      origin: 'prebuilt',
      content: { mediaType: 'application/octet-stream', digest, size: 1 },
    },
  ],
  images: [],
  caches: 'empty',
  tools: [{ name: 'go', version: 'go1.26.5' }],
  invocationId: 'https://rehearsal.colophon.invalid/acme/widget/actions/runs/1/attempts/1',
};
const packaged = { assets: [], charts: [], externalImages: [], findings: [] };
const predicate = predicateOf(workflowRun, { build, package: packaged }, facts, settings);
const assets = (count: number): readonly Asset[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `f${index}`,
    role: 'file',
    content: { mediaType: 'text/plain', digest, size: 1 },
  }));

describe('the provenance of files', () => {
  it('names the workflow by its parts, the commit first, tools and what was taken in', () => {
    const { externalParameters, resolvedDependencies } = predicate.buildDefinition;
    expect(externalParameters).toEqual({
      workflow: {
        ref: 'refs/tags/v1.2.3',
        repository: 'https://rehearsal.colophon.invalid/acme/widget',
        path: '.github/workflows/release.yml',
      },
      tag: 'v1.2.3',
      colophon: 'widget_v1.2.3.colophon.json',
      configuration: { sha256: 'b'.repeat(64) },
    });
    expect(resolvedDependencies).toEqual([
      { uri: 'git+https://github.com/acme/widget@refs/tags/v1.2.3', digest: { gitCommit: facts.commit } },
      { uri: 'pkg:generic/go@go1.26.5', name: 'go' },
      { name: 'dist/widget.msi', digest: { sha256: 'a'.repeat(64) }, annotations: { origin: 'prebuilt' } },
    ]);
  });

  it('W29: says what the build found of earlier ones, and names each tool once', () => {
    expect(predicate.buildDefinition.internalParameters.colophon).toEqual({
      caches: 'empty',
      layerCache: 'none',
    });
    const tools = [...build.tools, { name: 'kustomize', version: '5.8.1' }];
    const made = { build: { ...build, caches: 'kept' as const }, package: { ...packaged, tools } };
    const { internalParameters, resolvedDependencies } = predicateOf(
      workflowRun,
      made,
      facts,
      settings,
    ).buildDefinition;
    expect(internalParameters.colophon.caches).toBe('kept');
    expect(resolvedDependencies.flatMap(({ uri }) => (uri?.startsWith('pkg:generic/') ? [uri] : []))).toEqual(
      ['pkg:generic/go@go1.26.5', 'pkg:generic/kustomize@5.8.1'],
    );
  });

  it('holds no time, so that two attempts make the same bytes', () => {
    expect(JSON.stringify(predicate)).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
  });

  it.each([
    { count: 1, expected: [1] },
    { count: 1024, expected: [1024] },
    { count: 1025, expected: [1024, 1] },
  ])('W21, W38: names every file, at most 1,024 a statement: $count files', ({ count, expected }) => {
    const statements = statementsOver(assets(count), predicate, facts);
    expect(statements.map(({ subjects }) => subjects.length)).toEqual(expected);
    expect(new Set(statements.map(({ asset }) => asset)).size).toBe(expected.length);
    expect(statements[0]?.asset).toBe('widget_v1.2.3.intoto.jsonl');
  });
});
