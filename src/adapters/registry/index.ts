// Registries over HTTP, written: blobs and manifests by digest, referrers, and names.
export { createRegistry, type RegistryOptions, type WrittenRegistry } from './registry.ts';
