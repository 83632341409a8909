// Bases in registries without encryption: asked so where a user names the host, and not otherwise.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { stage } from '../../src/cli/make/index.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';

const HOST = 'registry.invalid:5000';
const CONFIGURATION = `version: 1
project: widget
repository: acme/widget
build:
  files: { page: { command: [{ run: [node, -p, '1'], stdout: page }], outputs: [page] } }
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64]
      layers: { base: ${HOST}/base@sha256:${'a'.repeat(64)}, files: [{ from: page, to: /page }] }
`;

const root = mkdtempSync(join(tmpdir(), 'colophon-plain-http-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
createWidget({
  dir: join(root, 'widget'),
  tag: 'v1.0.0',
  change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
});
const { invocation } = quietInvocation(root, { env: { ...process.env, HTTPS_PROXY: '', https_proxy: '' } });

it.each([
  { plainHttp: [], scheme: 'https' },
  { plainHttp: [HOST], scheme: 'http' },
])('are asked by $scheme where $plainHttp may be asked without', async ({ plainHttp, scheme }) => {
  const options = { out: `out-${scheme}`, plainHttp };
  const rehearsed = await rehearseWith({}, { attempts: 1 })('widget', options, invocation);
  const staged = await stage('build', 'widget', { store: `out-${scheme}`, plainHttp }, invocation);
  for (const { document, exit } of [rehearsed, staged]) {
    expect([exit, document]).toMatchObject([3, { error: { code: 'REGISTRY_UNREACHABLE' } }]);
    const { error, next } = document as unknown as Record<'error', { message: string }> &
      Record<'next', readonly string[]>;
    expect(error.message).toContain(`GET ${scheme}://${HOST}/`);
    expect(next.includes('--plain-http')).toBe(plainHttp.length > 0);
  }
});
