// What `package.json` says, for the code that must answer before anything is read; a test compares the two.

export const VERSION = '0.1.0';

export const REPORT_URL = 'https://github.com/colophon-release/colophon/issues';

/** The Node versions that run Colophon: from each, up to the next major; above the last, every one. */
export const NODE_RANGE = '^22.22.2 || ^24.15.0 || >=26';
const NODE_LINES = [
  { major: 22, minor: 22, patch: 2 },
  { major: 24, minor: 15, patch: 0 },
] as const;
const NODE_FROM = 26;

/** Whether a Node version such as `24.21.0` is in the range. */
export const isSupportedNode = (version: string): boolean => {
  const [major = 0, minor = 0, patch = 0] = version.replace(/-.*$/, '').split('.').map(Number);
  if (major >= NODE_FROM) return true;
  const line = NODE_LINES.find((known) => known.major === major);
  return line !== undefined && (minor > line.minor || (minor === line.minor && patch >= line.patch));
};
