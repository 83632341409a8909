// OCI image layouts, read: one, or one a repository below a directory.
export { nameOf, readIndex, REF_NAME } from './layout.ts';
export { missing, pathOf } from './blobs.ts';
export { directoryOf, repositoryOf } from './place.ts';
export { createLayoutReader, createLayoutRegistryReader } from './reader.ts';
export { layoutRoots, type LayoutRoot } from './roots.ts';
