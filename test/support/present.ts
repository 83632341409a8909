// What a test has put there itself.

/** The value; throws where there is none. */
export const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};
