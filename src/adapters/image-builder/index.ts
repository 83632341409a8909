// Builders of Dockerfiles, as the composition root sees them.
export { createImageBuilder, type ImageBuilderOptions } from './image-builder.ts';
