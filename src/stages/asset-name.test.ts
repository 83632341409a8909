// Names of assets about images, and tags of images.
import { describe, expect, it } from 'vitest';

import {
  chartProvenanceName,
  contentProvenanceName,
  imageSbomName,
  indexSbomName,
  renderTags,
} from './asset-name.ts';

const facts = {
  tag: 'v1.2.3',
  version: '1.2.3',
  project: 'widget',
  commit: '1'.repeat(40),
  commitTime: '2026-01-02T03:04:05+02:00',
};

it('names what is about an image after the last part of its repository', () => {
  const repository = 'ghcr.io/acme/widget';
  expect([
    imageSbomName(repository, { os: 'linux', architecture: 'amd64' }),
    imageSbomName(repository, { os: 'linux', architecture: 'arm', variant: 'v7' }),
    indexSbomName(repository),
    contentProvenanceName(repository),
    chartProvenanceName('gadget', [{ repository }]),
    chartProvenanceName('widget', [{ repository }]),
  ]).toEqual([
    'widget_linux_amd64.image.spdx.json',
    'widget_linux_arm_v7.image.spdx.json',
    'widget.index.spdx.json',
    'widget.intoto.jsonl',
    'gadget.intoto.jsonl',
    'widget.chart.intoto.jsonl',
  ]);
});

describe('the tags of an image', () => {
  it('are the templates filled in, each once and in their order', () => {
    expect(renderTags(['{tag}', 'v{version}', '{major}.{minor}', 'latest'], facts)).toEqual([
      'v1.2.3',
      '1.2',
      'latest',
    ]);
  });

  it.each(['@acme/cli@1.2.3', 'releases/1.2.3', '-1.2.3', 'x'.repeat(129)])(
    'are refused and not bent into shape where the release is %s',
    (tag) => {
      expect(() => renderTags(['{tag}'], { ...facts, tag })).toThrow(
        expect.objectContaining({ code: 'TAG_NOT_FOR_IMAGES', exit: 2 }),
      );
      expect(renderTags(['{version}'], { ...facts, tag })).toEqual(['1.2.3']);
    },
  );
});
