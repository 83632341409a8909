// Where an answer sends its reader, and where it may not (RFC 9110, 15.4): never from an encrypted place to one that is
// not, and never from a public place into a private network.
import { Failure } from '../../domain/failure.ts';
import { isAddress, isLoopback, isPrivateAddress, shownUrl } from './address.ts';

/** The addresses of a host, as text; fails where there are none. */
export type LookUp = (host: string) => Promise<readonly string[]>;

export const MAX_REDIRECTS = 5;

/** Whether an answer sends its reader elsewhere. */
export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** The place that is named; fails with `REDIRECT_REFUSED` where it is none or may not be gone to. */
export const redirectTarget = async (
  location: string | undefined,
  { from, registry, lookUp }: { readonly from: URL; readonly registry: URL; readonly lookUp: LookUp },
): Promise<URL> => {
  if (location === undefined || !URL.canParse(location, from.href))
    throw refused(from, 'it sends its readers elsewhere without saying where');
  const to = new URL(location, from);
  await demandPlace(to, { from, registry, lookUp });
  return to;
};

/** That a place which a registry named may be gone to. Fails with `REDIRECT_REFUSED`. */
export const demandPlace = async (
  to: URL,
  { from, registry, lookUp }: { readonly from: URL; readonly registry: URL; readonly lookUp: LookUp },
): Promise<void> => {
  if (to.origin === registry.origin) return;
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    throw refused(from, `it sends its readers to ${to.protocol.slice(0, 20)}`);
  if (to.username !== '' || to.password !== '')
    throw refused(from, `it sends its readers to ${to.host} with credentials in the address`);
  if (to.protocol === 'http:' && (from.protocol === 'https:' || registry.protocol === 'https:'))
    throw refused(from, `it sends its readers to ${shownUrl(to)}, which is not encrypted`);
  if (isPrivateAddress(to.hostname) || (await leadsToPrivate(to, lookUp)))
    if (!isPrivateAddress(registry.hostname) && !(await leadsToPrivate(registry, lookUp)))
      throw refused(from, `it sends its readers to ${shownUrl(to)} in a private network`);
};

export const refused = (from: URL, why: string): Failure =>
  new Failure('REDIRECT_REFUSED', `${shownUrl(from)} is not followed: ${why}`, {
    remedy: 'Ask whoever runs the registry; nothing was sent there.',
  });

const leadsToPrivate = async ({ hostname }: URL, lookUp: LookUp): Promise<boolean> => {
  if (isAddress(hostname) || isLoopback(hostname)) return false;
  try {
    return (await lookUp(hostname)).some(isPrivateAddress);
  } catch {
    // Whoever connects will say so; behind a proxy names need not be known here.
    return false;
  }
};
