import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets } from '../../../test/support/release-facts.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { PackagedAsset } from '../../domain/outcome/package.ts';
import type { SbomBuilder, SbomSettings } from '../../domain/settings.ts';
import { sha256 } from '../../formats/sha256.ts';
import { buildInfo, elf64 } from '../../formats/go-buildinfo/fixtures/programs.ts';
import { tarArchive } from '../../formats/tar/write.ts';
import type { Source } from '../../ports/source.ts';
import { sbom } from './stage.ts';

const PROGRAM = elf64(
  buildInfo(
    'go1.26.5',
    'path\texample.com/w/cmd\nmod\texample.com/w\tv1.2.3\ndep\tgolang.org/x/sys\tv0.30.0\n',
  ),
);
const LOCK = JSON.stringify({
  packages: {
    '': { name: '@acme/web', version: '1.2.3' },
    'node_modules/vue': { version: '3.5.0', license: 'MIT' },
    'node_modules/vite': { version: '7.0.0', dev: true },
  },
});
const BUILDERS: readonly SbomBuilder[] = [
  { id: 'web', kind: 'node', dir: 'ui', inputs: [] },
  { id: 'cli', kind: 'go', inputs: ['web'] },
  { id: 'shell', kind: 'command', inputs: ['shell'] },
];
const settings: SbomSettings = { asset: '{asset}.spdx.json', builders: BUILDERS, targets };
interface Element {
  readonly SPDXID: string;
  readonly name: string;
  readonly externalRefs?: readonly { readonly referenceLocator: string }[];
}
interface Document {
  readonly comment: string;
  readonly creationInfo: object;
  readonly packages: readonly [Element & { readonly checksums: object }, ...Element[]];
  readonly files: readonly { readonly fileName: string }[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}

const release = async (
  lock: string | null = LOCK,
  lockPath = 'ui/package-lock.json',
  program: Uint8Array = PROGRAM,
) => {
  const store = createMemoryStore();
  const source = {
    text: async (_commit: string, path: string) =>
      path === lockPath && lock !== null ? new TextEncoder().encode(lock) : undefined,
  } as unknown as Source;
  const built = async (builder: string, path: string, bytes: Uint8Array): Promise<BuiltFile> => ({
    builder,
    path,
    output: path,
    executable: true,
    content: await store.write(bytes, 'application/octet-stream'),
  });
  const cli = await built('cli', 'widget', program);
  const tar: Uint8Array[] = [];
  for await (const part of tarArchive(
    [
      {
        path: 'widget',
        mode: 0o755,
        size: program.length,
        bytes: async function* () {
          yield program;
        },
      },
      {
        path: 'LICENSE',
        mode: 0o644,
        size: 3,
        bytes: async function* () {
          yield new TextEncoder().encode('MIT');
        },
      },
    ],
    { epoch: 0 },
  ))
    tar.push(part);
  const archive: PackagedAsset = {
    name: 'widget_linux_amd64.tar.gz',
    role: 'archive',
    content: await store.write(gzipSync(Buffer.concat(tar)), 'application/gzip'),
    holds: [cli],
  };
  const script = await built('shell', 'widget.sh', new TextEncoder().encode('#!/bin/sh\n'));
  const file: PackagedAsset = { name: 'widget.sh', role: 'file', content: script.content, holds: [script] };
  const pack = await built('web', 'acme-web-1.2.3.tgz', gzipSync(Buffer.concat(tar)));
  const npm: PackagedAsset = {
    name: 'acme-web-1.2.3.tgz',
    role: 'package',
    content: pack.content,
    holds: [pack],
  };
  const input = {
    gate: {
      facts,
      findings: [],
      state: 'new',
      evidence: { name: 'e', role: 'evidence', content: script.content },
    },
    build: { files: [], images: [], tools: [], invocationId: 'i', caches: 'empty' },
    assemble: { indexes: [] },
    package: { assets: [archive, file, npm], charts: [], externalImages: [], findings: [] },
  } as const;
  const document = async (part: string): Promise<Document> => {
    const { sboms } = await sbom.run(part, input, { store, source }, settings, quietBench());
    expect(sboms).toMatchObject([{ name: `${part}.spdx.json`, role: 'sbom', describes: part }]);
    return JSON.parse(sboms.map(({ content }) => store.text(content)).join('')) as Document;
  };
  return { archive, input, document };
};
const names = ({ packages }: Document): readonly string[] =>
  packages.map((one) => one.externalRefs?.[0]?.referenceLocator ?? one.name);

describe('the SBOM stage', () => {
  it('makes one document for each packaged file', async () => {
    const { input } = await release();
    expect(sbom.parts(input, settings)).toEqual([
      'widget_linux_amd64.tar.gz',
      'widget.sh',
      'acme-web-1.2.3.tgz',
    ]);
  });

  it('lists files, Go modules, and the npm packages of a builder whose output went in', async () => {
    const { archive, document } = await release();
    const found = await document(archive.name);
    expect(found.packages[0].checksums).toEqual([
      { algorithm: 'SHA256', checksumValue: archive.content.digest.slice(7) },
    ]);
    expect(found.files.map(({ fileName }) => fileName)).toEqual(['./LICENSE', './widget']);
    expect(names(found)).toEqual([
      'pkg:github/acme/widget@v1.2.3',
      'pkg:golang/example.com/w@v1.2.3',
      'pkg:golang/golang.org/x/sys@v0.30.0',
      'pkg:golang/stdlib@1.26.5',
      'pkg:npm/vite@7.0.0',
      'pkg:npm/vue@3.5.0',
    ]);
    expect(found.relationships).toContainEqual({
      spdxElementId: 'SPDXRef-File-2',
      relationshipType: 'GENERATED_FROM',
      relatedSpdxElement: 'SPDXRef-Package-1',
    });
    expect(found.relationships).toContainEqual({
      spdxElementId: 'SPDXRef-Package-4',
      relationshipType: 'BUILD_DEPENDENCY_OF',
      relatedSpdxElement: 'SPDXRef-Asset',
    });
    expect(found.relationships).toContainEqual({
      spdxElementId: 'SPDXRef-Asset',
      relationshipType: 'DEPENDS_ON',
      relatedSpdxElement: 'SPDXRef-Package-5',
    });
    expect(found.creationInfo).toEqual({ created: '2026-01-02T01:04:05Z', creators: ['Tool: colophon'] });
  });

  it('lists nothing but the file for a script', async () => {
    const { document } = await release();
    const found = await document('widget.sh');
    expect([names(found), found.files.map(({ fileName }) => fileName)]).toEqual([
      ['pkg:github/acme/widget@v1.2.3'],
      ['./widget.sh'],
    ]);
  });

  it('knows an npm tarball by the name of its package', async () => {
    const { document } = await release();
    expect(names(await document('acme-web-1.2.3.tgz'))).toEqual([
      'pkg:npm/%40acme/web@1.2.3',
      'pkg:npm/vite@7.0.0',
      'pkg:npm/vue@3.5.0',
    ]);
  });

  it('finds the lock file of a workspace above it, and says where there is none', async () => {
    const above = await (await release(LOCK, 'package-lock.json')).document('acme-web-1.2.3.tgz');
    expect(above.comment).toContain('package-lock.json at the commit');
    const none = await (await release(null)).document('acme-web-1.2.3.tgz');
    expect(none.comment).toContain('The builder web has no lock file of npm at the commit');
  });

  it('gives the same bytes again', async () => {
    const [first, second] = [await release(), await release()];
    const bytes = async ({ archive, document }: typeof first) =>
      sha256(new TextEncoder().encode(JSON.stringify(await document(archive.name))));
    expect(await bytes(first)).toBe(await bytes(second));
  });

  it('refuses a program of a go builder that does not say its modules', async () => {
    const { archive, document } = await release(LOCK, 'ui/package-lock.json', elf64(new Uint8Array(64)));
    await expect(document(archive.name)).rejects.toMatchObject({ code: 'SBOM_UNREADABLE' });
  });

  it('refuses a lock file that cannot be read', async () => {
    const { archive, document } = await release('{');
    await expect(document(archive.name)).rejects.toMatchObject({ code: 'SBOM_UNREADABLE' });
  });
});
