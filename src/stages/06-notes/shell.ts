// Words of `sh`, quoted so that they are read as they are.

/** In single quotes, always. */
export const always = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** In single quotes where the shell would read something into it. */
export const quoted = (word: string): string =>
  /^[A-Za-z0-9_./][A-Za-z0-9_./:@%+,=-]*$/.test(word) ? word : always(word);
