// What an attacker may have chosen stays in this box until a check hands the bare value out.

declare const taint: unique symbol;

/** A value that nothing has vouched for yet. Only a check may open it. */
export interface Unverified<T> {
  readonly [taint]: T;
}

/** Puts a value that came from outside into the box. */
export const unverified = <T>(value: T): Unverified<T> => ({ value }) as unknown as Unverified<T>;

/** Opens the box. Only the check that has just proved the value may call this. */
export const vouched = <T>(box: Unverified<T>): T => (box as unknown as { readonly value: T }).value;
