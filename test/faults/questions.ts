// What a client asks a registry, sorted by what it means to lose it: the kinds of questions that are made to fail.
import { COMPUTED } from '../support/layouts.ts';

export const KINDS = [
  'PUT manifest by digest',
  'PUT list of referrers',
  'PUT tag',
  'POST upload',
  'PUT upload',
  'PATCH upload',
  'HEAD blob',
  'GET blob',
  'HEAD manifest',
  'GET manifest',
  'GET tag',
  'referrers',
  'token',
] as const;
export type Kind = (typeof KINDS)[number];

/** Those after which something may be there that was not. */
export const isWriting = (method: string): boolean => !['GET', 'HEAD'].includes(method);

/** `undefined` for what no release asks, or asks only to tidy up. */
export const kindOfQuestion = (method: string, path: string): Kind | undefined => {
  const { pathname } = new URL(path, 'http://registry');
  if (pathname === '/token') return 'token';
  const [, at = '', reference = ''] =
    /^\/v2\/.+\/(blobs\/uploads|blobs|manifests|referrers)\/([^/]*)$/.exec(pathname) ?? [];
  if (at === 'referrers') return at;
  const what = at === 'manifests' ? subjectOf(method, decodeURIComponent(reference)) : WHAT[at];
  return KINDS.find((kind) => kind === `${method} ${what}`);
};

const WHAT: Readonly<Record<string, string>> = { 'blobs/uploads': 'upload', blobs: 'blob' };

const subjectOf = (method: string, reference: string): string => {
  if (reference.startsWith('sha256:')) return method === 'PUT' ? 'manifest by digest' : 'manifest';
  return method === 'PUT' && COMPUTED.test(reference) ? 'list of referrers' : 'tag';
};
