// Every image that a file of Kubernetes manifests names, with its place.
import { parseReference, type Reference } from '../oci/reference.ts';
import { placeIn } from './documents.ts';
import { imagesIn, type ImageInText } from './images.ts';

export interface ImageReference {
  /** As written, without space around it; where a container's image is no reference, that text. */
  readonly reference: string;
  /** Its number in the file, from 0. */
  readonly document: number;
  /** `spec.template.spec.containers[0].image` */
  readonly path: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Every image reference in the order of the file: images of containers, init containers, ephemeral containers and
 * image volumes at any depth; besides, values of keys called `image` and of the `fields` named
 * (`Kind.spec.path.to.image`, `[]` after a list) that have a tag, a digest or a host. An alias counts where its
 * anchor stands. Throws `FormatError` for bytes that are no YAML, or more than 16 MiB.
 */
export const imageReferences = (
  bytes: Uint8Array,
  fields: readonly string[] = [],
): readonly ImageReference[] => {
  const { text, images } = imagesIn(bytes, fields);
  return images.filter(isImage).map(({ value, document, path, from }) => ({
    reference: value.trim(),
    document,
    path,
    ...placeIn(text, from),
  }));
};

/** Whether what stands there is meant as an image: in a container, anything; elsewhere, what looks like one. */
export const isImage = ({ value, kind }: Pick<ImageInText, 'value' | 'kind'>): boolean => {
  if (kind === 'container') return true;
  const reference = parseReference(value.trim());
  return reference !== undefined && saysWhere(reference);
};

const saysWhere = ({ host, tag, digest }: Reference): boolean =>
  host !== undefined || tag !== undefined || digest !== undefined;
