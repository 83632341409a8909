// Registries over HTTP, read: who asks them, where they are asked, and what is believed of what they answer.
export { createAsk, type AskOptions } from './ask.ts';
export { ANONYMOUS, type Credential, type Credentials } from './credentials.ts';
export type { Answered, Ask, Exchange, Locate, RegistryAddress, Scope } from './exchange.ts';
export { locateRegistry } from './locate.ts';
export {
  type Probed,
  type ProbeOptions,
  probeRegistry,
  type ProbeTarget,
  type RegistryProbe,
} from './probe.ts';
export { createRegistryReader, type ReaderOptions } from './reader.ts';
export { type Fallback, fallbackTag, listReferrers } from './referrers.ts';
export { isUnknown, readRefusal, refusalFailure, type Refusal } from './refusal.ts';
