// Colophon asked as a consumer would about a release in a registry, and where its image and chart lie there.
import { colophon } from '../support/colophon.ts';
import type { Ended } from './kit.ts';
import type { PlaceOf } from './pushed-content.ts';
import type { RealRegistry } from './registries.ts';
import { type RehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';
import type { ReleasedWidget } from './released-widget.ts';

export const placeIn =
  ({ host }: Pick<RealRegistry, 'host'>, under = ''): PlaceOf =>
  ({ repository }) =>
    `${host}/${under}${repository}`;

/** Image and chart where they were released to; their mirrors lie in the same registry. */
export const ownRoots = (content: RehearsedContent): readonly Root[] =>
  rootsOf(content).filter(
    ({ repository }) =>
      content.colophon.images.some((one) => one.repository === repository) ||
      content.colophon.charts.some((one) => one.repository === repository),
  );

export const ask = async (argv: readonly string[]): Promise<Ended> => {
  const { exit, stdout, stderr } = await colophon(argv);
  return { status: exit, said: `${stderr}${stdout}`.trim() };
};

export const judge = (
  { content, push }: ReleasedWidget,
  target: string,
  { repo = push.repository, as }: { readonly repo?: string; readonly as?: string } = {},
): Promise<Ended> =>
  ask([
    'verify',
    `oci://${target}`,
    '--repo',
    repo,
    '--trusted-root',
    content.trustedRoot,
    '--json',
    ...(as === undefined ? [] : ['--as', as]),
  ]);

export const VERIFIED = /"verified": true/;
