// A rehearsal by stage: only printed, so that it can be seen where time goes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { type Place, rehearse, type Rehearsed } from './place.ts';
import type { Row } from './row.ts';

/** This repository where it is a git checkout; in the quick form the example, which is rehearsed already. */
export const rehearsal = (place: Place, example: Rehearsed): readonly Row[] => {
  const rows = [byStage('examples/widget', example)];
  const root = join(import.meta.dirname, '..');
  const work = 'rehearsal of this repository';
  if (place.quick) return rows;
  if (!existsSync(join(root, '.git')))
    return [...rows, { work, against: '', figure: '', skipped: 'this is no git checkout' }];
  return [...rows, byStage('this repository', rehearse(place, root, 'this-repository'))];
};

const byStage = (what: string, { stages }: Rehearsed): Row => {
  const total = stages.reduce((sum, { ms }) => sum + ms, 0);
  const each = stages.filter(({ ms }) => ms >= 1).map(({ name, ms }) => `${name} ${ms.toFixed(0)}`);
  return { work: `rehearsal of ${what}`, against: '', figure: `${total.toFixed(0)} ms: ${each.join(', ')}` };
};
