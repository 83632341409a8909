// Which distribution a file system holds (os-release(5)).
import type { Distribution } from './package.ts';

export const MAX_OS_RELEASE = 64 * 1024;

/** What `ID` and `VERSION_ID` say; `undefined` when there is no usable `ID`. Other lines do not count. */
export const parseOsRelease = (bytes: Uint8Array): Distribution | undefined => {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_OS_RELEASE));
  const id = valueOf(text, 'ID');
  const version = valueOf(text, 'VERSION_ID');
  if (id === undefined) return undefined;
  return { id, ...(version === undefined ? {} : { version }) };
};

// The last assignment counts, as in a shell; both keys hold plain words, so no escapes are undone.
const valueOf = (text: string, key: string): string | undefined => {
  const line = text.split('\n').findLast((one) => one.startsWith(`${key}=`));
  const value = line?.slice(key.length + 1).trim();
  return value === undefined ? undefined : /^(["']?)([A-Za-z0-9][A-Za-z0-9._-]{0,63})\1$/.exec(value)?.[2];
};
