// A token or password in a box that never prints what it holds.

/** Prints `[token]` wherever it is turned into text, JSON or a diagnostic. */
export interface Secret {
  readonly toString: () => '[token]';
  readonly toJSON: () => '[token]';
}

const held = new WeakMap<Secret, string>();

/** Puts a secret into the box. */
export const secret = (value: string): Secret => {
  const box: Secret = Object.freeze({ toString: () => '[token]' as const, toJSON: () => '[token]' as const });
  held.set(box, value);
  return box;
};

/** Opens the box; only for the one call that needs the bare value. Throws a `TypeError` for a foreign box. */
export const reveal = (box: Secret): string => {
  const value = held.get(box);
  if (value === undefined) throw new TypeError('not a secret of ours');
  return value;
};

/** The text without the secret, wherever it stands in it. */
export const redacted = (text: string, box: Secret): string => {
  const value = reveal(box);
  return value === '' ? text : text.replaceAll(value, '[token]');
};
