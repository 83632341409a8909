// The registry that a rehearsal plays: real HTTP in front of the layouts that are left when it ends.
export { type RegistryKind } from './kinds.ts';
export { createRegistryServer, type RegistryServer, type RegistryServerOptions } from './server.ts';
