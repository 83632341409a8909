// Copies of a release that others made from registry to registry, judged: whole ones verify, bare ones are refused.
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { nameOf } from './layouts.ts';
import type { RealRegistry } from './registries.ts';
import { judge, ownRoots, placeIn, VERIFIED } from './registry-judged.ts';
import { type Cell, cells } from './registry-matrix.ts';
import type { ReleasedWidget } from './released-widget.ts';

/** Copies that others made from registry to registry. */
export const copyCells = async (
  released: readonly (readonly [RealRegistry, ReleasedWidget])[],
  [to]: readonly RealRegistry[],
): Promise<readonly Cell[]> => {
  const [listing, plain] = released;
  if (listing === undefined || plain === undefined || to === undefined) return [];
  const whole = async (
    [from, one]: readonly [RealRegistry, ReleasedWidget],
    target: RealRegistry,
  ): Promise<readonly Cell[]> => {
    const results: CheckResult[] = [];
    for (const root of ownRoots(one.content)) {
      const copy = placeIn(target, 'copies-by-oras/')(root);
      const cp = ['cp', '-r', '--no-tty', '--from-plain-http', '--to-plain-http'];
      const pair = [`${placeIn(from)(root)}:${root.tag}`, `${copy}:${root.tag}`];
      const made = await run(join(one.content.bin, 'oras'), [...cp, ...pair]);
      const proved = await judge(one, `${copy}:${root.tag}`, { as: root.repository });
      results.push(
        expectEnd(`oras copies ${nameOf(root)} to ${target.name}`, made, { ok: true }),
        expectEnd('and that verifies', proved, { ok: true, saying: VERIFIED }),
      );
    }
    return cells(from.name, 'copies by oras', results);
  };
  const bare = async ([from, one]: readonly [RealRegistry, ReleasedWidget]): Promise<readonly Cell[]> => {
    const [skopeo, crane]: [CheckResult[], CheckResult[]] = [[], []];
    for (const root of ownRoots(one.content)) {
      const copy = (by: string): string => `${placeIn(to, `copies-by-${by}/`)(root)}:${root.tag}`;
      const refused = async (by: string): Promise<CheckResult> =>
        expectEnd(
          'which is refused: nothing is attached',
          await judge(one, copy(by), { as: root.repository }),
          {
            ok: false,
            saying: /SEAL_MISSING|REFERRER_STRIPPED|IMAGE_NOT_SIGNED/,
          },
        );
      const source = `${placeIn(from)(root)}:${root.tag}`;
      const plainly = ['--src-tls-verify=false', '--dest-tls-verify=false'];
      const argv = ['copy', '--all', '--preserve-digests', ...plainly, `docker://${source}`];
      skopeo.push(
        expectEnd(
          `skopeo copies ${nameOf(root)} to ${to.name}`,
          await run('skopeo', [...argv, `docker://${copy('skopeo')}`]),
          { ok: true },
        ),
        await refused('skopeo'),
      );
      crane.push(
        expectEnd(
          `crane copies ${nameOf(root)} to ${to.name}`,
          await run(join(one.content.bin, 'crane'), ['copy', source, copy('crane')]),
          { ok: true },
        ),
        await refused('crane'),
      );
    }
    return [...cells(from.name, 'copies by skopeo', skopeo), ...cells(from.name, 'copies by crane', crane)];
  };
  return [
    ...(await whole(listing, plain[0])),
    ...(await whole(plain, listing[0])),
    ...(await bare(listing)),
    ...(await bare(plain)),
  ];
};
