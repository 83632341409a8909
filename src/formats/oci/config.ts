// An image's configuration (OCI image-spec 1.1, config.md): read from bases, written for images.
import { type Digest } from '../../domain/digest.ts';
import type { Platform } from '../../domain/platform.ts';
import { canonicalJson } from '../canonical-json.ts';
import { FormatError } from '../format-error.ts';
import { parseJson } from '../json.ts';
import { digest, filled, flag, list, maybe, object, text } from '../strict.ts';

/** What a container is started with. */
export interface ContainerConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  /** `NAME=value`. */
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

export interface ImageConfig extends Platform {
  /** RFC 3339. */
  readonly created?: string;
  readonly config: ContainerConfig;
  /** Digests of the layers before compression, lowest first. */
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
}

/** The most bytes of a configuration that is read. */
export const MAX_CONFIG = 4 * 1024 * 1024;

/**
 * The configuration that these bytes are. What it says beside this is passed over, as the standard demands. Throws
 * `FormatError` for JSON that is none or has a key twice, and for fields that are missing or of another type.
 */
export const parseImageConfig = (bytes: Uint8Array): ImageConfig => {
  const fields = object(parseJson(bytes, { bytes: MAX_CONFIG, depth: 32 }), '');
  const rootfs = object(fields['rootfs'], 'rootfs');
  if (rootfs['type'] !== 'layers') throw new FormatError('it is not layers', 'rootfs.type');
  return {
    architecture: filled(fields['architecture'], 'architecture'),
    os: filled(fields['os'], 'os'),
    // Written empty by some.
    ...some('variant', maybeText(fields, 'variant', '') || undefined),
    ...some('created', maybeText(fields, 'created', '')),
    config: nothing(fields['config']) ? {} : parseContainer(fields['config'], 'config'),
    diffIds: list(rootfs['diff_ids'], 'rootfs.diff_ids', digest),
    history: nothing(fields['history']) ? [] : list(fields['history'], 'history', parseHistory),
  };
};

/** The one text of a configuration that we write: canonical JSON. */
export const formatImageConfig = ({ diffIds, ...config }: ImageConfig): Uint8Array =>
  canonicalJson({ ...config, rootfs: { type: 'layers', diff_ids: diffIds } });

const parseContainer = (value: unknown, at: string): ContainerConfig => {
  const fields = object(value, at);
  const words = (name: string): readonly string[] | undefined =>
    nothing(fields[name])
      ? undefined
      : list(fields[name], `${at}.${name}`, (word, place) => text(word, place));
  const set = (name: string): Readonly<Record<string, object>> | undefined =>
    nothing(fields[name])
      ? undefined
      : Object.fromEntries(Object.keys(object(fields[name], `${at}.${name}`)).map((key) => [key, {}]));
  return {
    ...some('User', maybeText(fields, 'User', at)),
    ...some('ExposedPorts', set('ExposedPorts')),
    ...some('Env', words('Env')),
    ...some('Entrypoint', words('Entrypoint')),
    ...some('Cmd', words('Cmd')),
    ...some('Volumes', set('Volumes')),
    ...some('WorkingDir', maybeText(fields, 'WorkingDir', at)),
    ...some('Labels', nothing(fields['Labels']) ? undefined : parseLabels(fields['Labels'], `${at}.Labels`)),
    ...some('StopSignal', maybeText(fields, 'StopSignal', at)),
  };
};

const parseLabels = (value: unknown, at: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value, at)).map(([name, word]) => [name, text(word, `${at}.${name}`)]),
  );

const parseHistory = (value: unknown, at: string): HistoryEntry => {
  const fields = object(value, at);
  return {
    ...some('created', maybeText(fields, 'created', at)),
    ...some('created_by', maybeText(fields, 'created_by', at)),
    ...some('author', maybeText(fields, 'author', at)),
    ...some('comment', maybeText(fields, 'comment', at)),
    ...some('empty_layer', maybe(fields, 'empty_layer', at, flag)),
  };
};

/** Go writes what is not set as `null`. */
const nothing = (value: unknown): boolean => value === undefined || value === null;

const maybeText = (
  fields: Readonly<Record<string, unknown>>,
  name: string,
  at: string,
): string | undefined =>
  nothing(fields[name]) ? undefined : text(fields[name], at === '' ? name : `${at}.${name}`);

const some = <const Name extends string, T>(name: Name, value: T | undefined): { [key in Name]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { [key in Name]?: T });
