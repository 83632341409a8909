// Which addresses are the machine's own or of a private network (RFC 6890's registries, as far as they name networks
// that strangers cannot reach), and what a URL may be told of when it is printed.
import { neutral } from '../../formats/neutral.ts';

/** Whether a host (of a URL or with its port) is this machine: `localhost`, 127.0.0.0/8, `::1`. */
export const isLoopback = (host: string): boolean => {
  const name = hostname(host);
  if (name === 'localhost') return true;
  const address = parseAddress(name);
  return address !== undefined && LOOPBACK.some((network) => within(address, network));
};

/** Whether an address (as text, an IPv6 one perhaps in brackets) is no public one; names are none. */
export const isPrivateAddress = (host: string): boolean => {
  const name = hostname(host);
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const address = parseAddress(name);
  return address !== undefined && PRIVATE.some((network) => within(address, network));
};

/** Whether a host is an address and not a name. */
export const isAddress = (host: string): boolean => parseAddress(hostname(host)) !== undefined;

/** A URL as messages show it: without query, fragment and credentials, which may hold secrets. */
export const shownUrl = (url: URL): string =>
  neutral(`${url.protocol}//${url.host}${url.pathname}`).slice(0, 500);

/** 4 or 16 bytes. */
type Address = readonly number[];
type Network = readonly [base: Address, bits: number];

const hostname = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([^:]*):\d+$/, '$1')
    .replace(/\.$/, '');

const parseAddress = (text: string): Address | undefined => {
  const four = parseFour(text);
  if (four !== undefined) return four;
  const address = parseSix(text);
  // ::ffff:a.b.c.d, and the NAT64 prefix, are the IPv4 address that they wrap.
  return address !== undefined && WRAPPED.some((network) => within(address, network))
    ? address.slice(12)
    : address;
};

const parseFour = (text: string): Address | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) === true ? parts : undefined;
};

const parseSix = (text: string): Address | undefined => {
  const [plain = ''] = text.split('%');
  if (!/^[0-9a-f:.]+$/.test(plain) || !plain.includes(':')) return undefined;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const four = tail?.[2] === undefined ? undefined : parseFour(tail[2]);
  if (tail !== null && four === undefined) return undefined;
  const halves = (tail?.[1] ?? plain).replace(/(?<!:):$/, '').split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(bytesOf)));
  const end = [...rest, ...(four ?? [])];
  const bytes =
    halves.length === 1
      ? [...head, ...end]
      : [...head, ...Array.from({ length: Math.max(0, 16 - head.length - end.length) }, () => 0), ...end];
  return bytes.length === 16 && bytes.every((byte) => byte >= 0 && byte < 256) ? bytes : undefined;
};

const bytesOf = (group: string): readonly number[] => {
  const value = /^[0-9a-f]{1,4}$/.test(group) ? Number.parseInt(group, 16) : -1;
  return [value >> 8, value & 255];
};

const within = (address: Address, [base, bits]: Network): boolean =>
  address.length === base.length &&
  base.every((byte, at) => {
    const mask = (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff;
    return ((address[at] ?? 0) & mask) === (byte & mask);
  });

const six = (...head: readonly number[]): Address => Array.from({ length: 16 }, (_, at) => head[at] ?? 0);

const WRAPPED: readonly Network[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0], 96],
  [six(0, 0x64, 0xff, 0x9b), 96],
];

const LOOPBACK: readonly Network[] = [
  [[127, 0, 0, 0], 8],
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128],
];

const PRIVATE: readonly Network[] = [
  ...LOOPBACK,
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[224, 0, 0, 0], 3],
  [six(), 128],
  [six(0xfc), 7],
  [six(0xfe, 0x80), 10],
  [six(0xfe, 0xc0), 10],
  [six(0xff), 8],
];
