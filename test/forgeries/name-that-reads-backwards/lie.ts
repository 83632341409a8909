import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'A name that turns its letters around on the screen, so that a program looks like a text.',
  code: 'NAME_FORBIDDEN',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => target.write('widget_\u202etxt.exe', 'another'),
};
