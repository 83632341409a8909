// `colophon.yaml`: from bytes to the settings of each stage (docs/configuration.md).

export { type Configuration, missingConfiguration, parseConfiguration } from './configuration.ts';
export { MAX_CONFIGURATION_BYTES } from './document.ts';
export { CHANGELOG, type Circumstances, settingsOf } from './settings.ts';
export { formatLeftOut, type LeftOut } from './left-out.ts';
export { type Narrowed, narrowed, type Narrowing, without } from './narrowed.ts';
export type { UnmadePlatform } from './on-platforms.ts';
