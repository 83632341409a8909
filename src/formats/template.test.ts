import { describe, expect, it } from 'vitest';

import { placeholdersOf, renderTemplate } from './template.ts';

const VALUES = {
  tag: 'v1.2.3',
  version: '1.2.3',
  os: 'linux',
  arch: 'arm',
  variant: '',
  target: 'linux_arm',
};

describe('a template', () => {
  it.each([
    { name: 'plain text', text: 'widget.txt', expect: 'widget.txt' },
    { name: 'one placeholder', text: 'v{version}', expect: 'v1.2.3' },
    { name: 'several', text: '{os}-{arch}{variant}-{version}', expect: 'linux-arm-1.2.3' },
    { name: 'the same one twice', text: '{os}{os}', expect: 'linuxlinux' },
    { name: 'empty braces', text: 'xargs -I {} cp {}', expect: 'xargs -I {} cp {}' },
    { name: 'braces around more than a word', text: '{ print $1 } {"a":1}', expect: '{ print $1 } {"a":1}' },
    { name: 'a placeholder within braces', text: '{{os}}', expect: '{linux}' },
  ])('renders $name', ({ text, expect: rendered }) => {
    expect(renderTemplate(text, VALUES)).toBe(rendered);
  });

  it.each([
    { name: 'an unknown word', text: '{versoin}' },
    { name: 'another case', text: '{Tag}' },
    { name: 'a name that every object has', text: '{toString}' },
    { name: 'a known word without a value here', text: '{commit}' },
  ])('refuses $name', ({ text }) => {
    expect(() => renderTemplate(text, VALUES)).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }));
  });

  it('never renders a value a second time', () => {
    expect(renderTemplate('{tag}', { tag: '{version}', version: 'x' })).toBe('{version}');
  });

  it('lists the words that stand in it, known or not', () => {
    expect(placeholdersOf('{project}_{tag}_{project}_{nope}_{}')).toEqual([
      'project',
      'tag',
      'project',
      'nope',
    ]);
  });
});
