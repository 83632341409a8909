import { describe, expect, it } from 'vitest';

import { IDENTITY, makeNotes as make, under } from '../../../test/support/made-notes.ts';
import { targets } from '../../../test/support/release-facts.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';

const d = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const image: AssembledImage = {
  image: 'main',
  repository: 'ghcr.io/acme/widget',
  tags: ['v1.2.3', '1.2.3'],
  moving: ['latest'],
  index: { mediaType: OCI_INDEX, digest: d('1'), size: 9 },
  platforms: [
    { mediaType: OCI_MANIFEST, digest: d('2'), size: 9, platform: { os: 'linux', architecture: 'amd64' } },
    { mediaType: OCI_MANIFEST, digest: d('3'), size: 9, platform: { os: 'linux', architecture: 'arm64' } },
  ],
};
const manifest = { mediaType: OCI_MANIFEST, digest: d('4'), size: 9 };
const chart = {
  name: 'widget',
  version: '1.0.0+b',
  appVersion: 'v1.2.3',
  asset: 'widget-1.0.0+b.tgz',
  repository: 'ghcr.io/acme/charts/widget',
  tag: '1.0.0_b',
  pushed: { manifest, config: manifest, layer: manifest },
};
const mirror = {
  to: 'm.example/team',
  repositories: {},
  moving: false,
  required: true,
  read: 'public' as const,
};
const noticed = (code: Finding['code'], message: string): Finding => ({
  check: 'package',
  subject: 'install.yaml',
  result: 'info',
  demanded: false,
  assertedBy: 'verifier',
  code,
  message,
});
const registries = {
  indexes: [image],
  packaged: {
    charts: [chart],
    externalImages: ['quay.io/others/tool:v1'],
    findings: [
      noticed('EXTERNAL_IMAGE_UNPINNED', 'it mentions <an image> that moves'),
      noticed('IMAGE_PINNED', 'it names widget by digest'),
    ],
  },
};
const blocks = (text: string): string =>
  [...text.matchAll(/```sh\n([^`]*)```/g)].map(([, lines]) => lines).join('');

describe('the notes of images and charts', () => {
  it('say nothing of them where a release is files alone', async () => {
    const { text } = await make();
    for (const heading of ['Images', 'Charts', 'Mirrors', 'Images of others'])
      expect(under(text, heading)).toBe('');
  });

  it('name each image by tag and digest, its platforms, other names, and link its provenance', async () => {
    const images = under((await make(registries)).text, 'Images');
    expect(images).toContain(`\`ghcr.io/acme/widget:v1.2.3@${d('1')}\``);
    expect(images).toContain(
      'Provenance: [widget.intoto.jsonl](widget.intoto.jsonl). Also called `1.2.3`, `latest`.',
    );
    expect(images).toContain(`| \`linux/arm64\` | \`${d('3')}\` |`);
  });

  it('say under an image what is worth knowing of how its Dockerfile was built, by platform', async () => {
    const about = (platform: string, code: Finding['code'], message: string): Finding => ({
      ...noticed(code, message),
      check: 'build',
      subject: `main ${platform}`,
    });
    const built = [
      about('linux/amd64', 'BASE_NOT_PINNED', 'Dockerfile takes from <golang> without a digest'),
      about('linux/arm64', 'BASE_NOT_PINNED', 'Dockerfile takes from <golang> without a digest'),
      about('linux/arm64', 'IMAGE_EMULATED', 'it was built on a machine of another platform'),
      about('linux/arm64', 'BUILDER_ADDITION_LEFT_OUT', 'the builder added something'),
      { ...about('linux/arm64', 'IMAGE_EMULATED', 'of another image'), subject: 'other linux/arm64' },
    ];
    const images = under((await make({ ...registries, built })).text, 'Images');
    expect(images.split('\n').slice(-4)).toEqual([
      'How it was built, as its provenance says:',
      '',
      '- `linux/amd64`, `linux/arm64`: Dockerfile takes from \\<golang\\> without a digest',
      '- `linux/arm64`: it was built on a machine of another platform',
    ]);
    expect(under((await make(registries)).text, 'Images')).not.toContain('How it was built');
  });

  it('promise no moving name where the release is not the latest', async () => {
    const { text } = await make({ ...registries, over: { latest: false } });
    expect(under(text, 'Images')).toContain('Also called `1.2.3`.');
  });

  it('link a chart and say how Helm installs it, but for a rehearsal, whose registry is no server', async () => {
    const rehearsed = under((await make(registries)).text, 'Charts');
    expect(rehearsed).toBe(
      `- widget 1.0.0+b for v1.2.3: [widget-1.0.0+b.tgz](widget-1.0.0%2Bb.tgz), \`ghcr.io/acme/charts/widget:1.0.0_b@${d('4')}\`, provenance [widget.chart.intoto.jsonl](widget.chart.intoto.jsonl).`,
    );
    const released = under((await make({ ...registries, over: { mode: 'release' } })).text, 'Charts');
    expect(released).toContain('`helm install widget oci://ghcr.io/acme/charts/widget --version 1.0.0+b`');
  });

  it('say of a chart without a registry that it is a file', async () => {
    const { name, version, appVersion, asset, tag } = chart;
    const charts = [{ name, version, appVersion, asset, tag }];
    const { text } = await make({ packaged: { charts } });
    expect(under(text, 'Charts')).toMatch(/, a file only\.$/);
    expect(blocks(text)).not.toContain('attestation');
  });

  it('say where all of it is mirrored, and which mirror may fail', async () => {
    const mirrors = [mirror, { ...mirror, to: 'n.example', required: false, repositories: { main: 'x' } }];
    const { text } = await make({ ...registries, with: { targets: { ...targets, mirrors } } });
    expect(under(text, 'Mirrors').split('\n').slice(-2)).toEqual([
      '- `m.example/team/widget`, `m.example/team/charts/widget`',
      '- `n.example/x`, `n.example/charts/widget`, unless it could not be reached',
    ]);
  });

  it('name what manifests mention of others, and what was noticed, without letting it be markup', async () => {
    const others = under((await make(registries)).text, 'Images of others');
    expect(others).toContain('- `quay.io/others/tool:v1`');
    expect(others).toContain('- install.yaml: it mentions \\<an image\\> that moves');
    expect(others).not.toContain('by digest');
  });

  it('print cosign for the registry of a release: signature, provenance, SBOM, by digest and exact identity', async () => {
    const { text } = await make({ ...registries, over: { mode: 'release' } });
    const who = `--certificate-identity '${IDENTITY.release.san}' --certificate-oidc-issuer '${IDENTITY.release.issuer}'`;
    const place = `ghcr.io/acme/widget@${d('1')}`;
    const own = `ghcr.io/acme/charts/widget@${d('4')}`;
    expect(blocks(text).trimEnd().split('\n').slice(-5)).toEqual([
      `cosign verify -a image=ghcr.io/acme/widget -a tag=v1.2.3 ${who} ${place}`,
      `cosign verify-attestation --type slsaprovenance1 ${who} ${place}`,
      `cosign verify-attestation --type spdxjson ${who} ${place}`,
      `cosign verify -a image=ghcr.io/acme/charts/widget -a tag=1.0.0_b ${who} ${own}`,
      `cosign verify-attestation --type slsaprovenance1 ${who} ${own}`,
    ]);
  });

  it('print cosign for the files of a rehearsal, against the digests of its images and charts', async () => {
    const { text } = await make(registries);
    const said = blocks(text).trimEnd().split('\n').slice(-2);
    expect(said.map((line) => /--bundle (\S+) .*--digest (\S+)/.exec(line)?.slice(1))).toEqual([
      ['forge/releases/v1.2.3/assets/widget.intoto.jsonl', '1'.repeat(64)],
      ['forge/releases/v1.2.3/assets/widget.chart.intoto.jsonl', '4'.repeat(64)],
    ]);
    expect(text).not.toContain('cosign verify ');
  });
});
