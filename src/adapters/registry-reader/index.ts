// Registries over HTTP, read: who asks them, where they are asked, and what is believed of what they answer.
export { createAsk, type AskOptions } from './ask.ts';
export { ANONYMOUS, type Credential, type Credentials } from './credentials.ts';
export type { Answered, Ask, Exchange, Locate, RegistryAddress, Scope } from './exchange.ts';
export { locateRegistry } from './locate.ts';
export { isUnknown, readRefusal, refusalFailure, type Refusal } from './refusal.ts';
