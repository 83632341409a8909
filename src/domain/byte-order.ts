// The order of names in everything that we write: by their UTF-8 bytes, which is the order of code points.

/** Compares two texts by their UTF-8 bytes; for `Array.prototype.sort`. */
export const byBytes = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
};

// Surrogates stand for code points above all others, but their code units lie below U+E000…U+FFFF.
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
