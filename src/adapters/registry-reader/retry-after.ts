// How long a busy registry asks to be left alone (RFC 9110, 10.2.3).

/**
 * The milliseconds that `Retry-After` asks for, as seconds or as an HTTP date, which counts from the answer's own `Date`;
 * `undefined` for anything else.
 */
export const retryAfter = (value: string | undefined, date: string | undefined): number | undefined => {
  const given = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1000;
  const [until, now] = [parseDate(given), parseDate(date ?? '')];
  return until === undefined || now === undefined ? undefined : Math.max(0, until - now);
};

// The one form that is still written (RFC 9110, 5.6.7), not all that the engine would guess at.
const parseDate = (text: string): number | undefined => {
  const at = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
};
