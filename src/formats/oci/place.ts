// What repositories and tags are called (OCI distribution-spec 1.1, "Pulling manifests"; distribution's reference grammar).
import { type Digest, hexOf } from '../../domain/digest.ts';

const HOST = '(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:]{2,39}\\])(?::[0-9]{1,5})?';
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${HOST}(?:/${COMPONENT})+$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const MAX_REPOSITORY = 255;

/** Whether a text is a host and a path in lower case, without tag and digest: `ghcr.io/acme/widget`. */
export const isRepository = (text: string): boolean => text.length <= MAX_REPOSITORY && REPOSITORY.test(text);

/** Whether a registry takes this as a tag. */
export const isTag = (text: string): boolean => TAG.test(text);

/**
 * The tag that keeps a manifest where a registry deletes what has none: computed from its digest, and neither a fallback
 * tag (`sha256-<hex>`) nor one of those that older tools attach by (`sha256-<hex>.sig`).
 */
export const keptTag = (digest: Digest): string => `colophon-sha256-${hexOf(digest)}`;

/** A version as Helm writes it in a tag: `+` becomes `_`. */
export const tagOfVersion = (version: string): string => version.replaceAll('+', '_');

/** Whether this is the tag under which a registry without the referrers API lists what speaks about a manifest (distribution-spec 1.1, "Referrers tag schema"). */
export const isReferrersTag = (tag: string): boolean => /^sha256-[0-9a-f]{64}$/.test(tag);
