// What registries do again and again to those who write to them.
import { OCI_INDEX } from '../../src/domain/oci.ts';
import type { HttpQuestion } from '../support/http-registry.ts';
import type { Lie } from './lying-registry.ts';
import { about, referrersPage, say } from './registry-edits.ts';

/** Takes what is put, says so, and keeps nothing. */
export const taken = (wanted: Partial<Pick<HttpQuestion, 'kind' | 'name' | 'reference'>>): Lie => {
  const take = about(wanted, (response, { request, kind, url }) => {
    request.resume();
    request.on('end', () =>
      kind === 'blobs/uploads' && request.method === 'POST'
        ? say(response, '', { Location: `${url.pathname}1` }, 202)
        : say(response, '', { Location: url.pathname }, request.method === 'PATCH' ? 202 : 201),
    );
  });
  return (question, response) =>
    ['POST', 'PUT', 'PATCH'].includes(question.request.method ?? '') && take(question, response);
};

/** Lies to those who read, and to nobody else. */
export const reading = (...[wanted, answer]: Parameters<typeof about>): Lie => {
  const lie = about(wanted, answer);
  return (question, response) => question.request.method === 'GET' && lie(question, response);
};

/** Takes whatever is attached, and shows none of it: neither in its own list nor under the tag that stands for one. */
export const stripping = (name?: string): Lie => {
  const wanted = name === undefined ? {} : { name };
  const list = reading({ kind: 'referrers', ...wanted }, (response) =>
    say(response, referrersPage([]), { 'Content-Type': OCI_INDEX }),
  );
  const tag = taken({ kind: 'manifests', ...wanted });
  return (question, response) =>
    list(question, response) || (question.reference.startsWith('sha256-') && tag(question, response));
};
