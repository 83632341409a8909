// What the list says of registries and was not looked at, said as that (trust.md 10).
import type { Finding } from '../../domain/finding.ts';
import { findingsOf } from '../check.ts';
import type { Sealed } from './seal.ts';

const { absent, info } = findingsOf('images');

/** One finding where the list names images, charts or mirrors and nothing was given to read them from. */
export const placesNotAsked = (
  { colophon: { images, charts, mirrors } }: Sealed,
  complete: boolean,
): readonly Finding[] => {
  const parts = [
    plural(images.length, 'image'),
    plural(charts.length, 'chart'),
    plural(mirrors.length, 'mirror'),
  ];
  const said = parts.filter((part) => part !== '').join(', ');
  if (said === '') return [];
  const message = 'listed, and not looked at: there was no registry to read from';
  return [
    complete
      ? absent(said, 'IMAGES_NOT_ASKED', message, {
          remedy:
            'judge each image where it lies: colophon verify oci://HOST/PATH:TAG; of a rehearsal into a registry, say --registry',
        })
      : info(said, 'IMAGES_NOT_ASKED', message),
  ];
};

/** Said wherever layers were proved by what points at them alone. */
export const layersNotRead = (subject: string): Finding =>
  info(subject, 'LAYERS_NOT_READ', 'layers were not fetched: --deep reads and hashes them');

const plural = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
