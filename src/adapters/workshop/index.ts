// What other folders may use of the workshop on this machine.
export { cachesOf, type Caches } from './caches.ts';
export { removeTree } from './remove.ts';
export { createWorkshop, type WorkshopOptions } from './workshop.ts';
