// Fields that were written, and no field for what was left out: `exactOptionalPropertyTypes` tells them apart.

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the keys that hold `undefined`. */
export const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
