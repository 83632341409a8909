// The OCI image layout on disk, as the composition root sees it.
export { createStore, type LayoutStore } from './store.ts';
