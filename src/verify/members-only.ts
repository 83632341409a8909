// What of a list only members can read, left out of what is asked and said as that (trust.md 9).
import type { Colophon } from '../domain/colophon.ts';
import type { Finding } from '../domain/finding.ts';
import { findingsOf } from './check.ts';
import type { Sealed } from './checks/seal.ts';

const { info } = findingsOf('places');

/**
 * The list without places that are one of `hidden` or lie below one. Mirrors of what is left out are left out with it:
 * a copy is compared with its origin.
 */
export const withoutHidden = (
  sealed: Sealed,
  hidden: readonly string[],
): { readonly sealed: Sealed; readonly findings: readonly Finding[] } => {
  if (hidden.length === 0) return { sealed, findings: [] };
  const isHidden = (repository: string): boolean =>
    hidden.some((place) => repository === place || repository.startsWith(`${place}/`));
  const { images, charts, mirrors } = sealed.colophon;
  const open = <One extends { readonly repository: string }>(all: readonly One[]): readonly One[] =>
    all.filter(({ repository }) => !isHidden(repository));
  const kept = { images: open(images), charts: open(charts) };
  const names: Readonly<Record<'image' | 'chart', ReadonlySet<string>>> = {
    image: new Set(kept.images.map(({ name }) => name)),
    chart: new Set(kept.charts.map(({ name }) => name)),
  };
  const colophon: Colophon = {
    ...sealed.colophon,
    ...kept,
    mirrors: mirrors.map((mirror) => ({
      ...mirror,
      content: open(mirror.content).filter(({ kind, name }) => names[kind].has(name)),
    })),
  };
  const places = [
    ...[...images, ...charts].map(({ repository }) => repository).filter(isHidden),
    ...mirrors.flatMap(({ content }) => content.map(({ repository }) => repository)).filter(isHidden),
  ];
  return {
    sealed: { ...sealed, colophon },
    findings: places.map((place) =>
      info(
        place,
        'NOT_PUBLIC',
        'only members can read it: it was proved before it was named, and is not asked here',
      ),
    ),
  };
};
