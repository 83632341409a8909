// What is judged only where there are images, charts or manifests: loaded when there are, because most of what the
// verifier would otherwise begin with is their formats (docs/decisions/0019-verify-compiled-once.md).
export { references } from './checks/references.ts';
export { imageLooksRehearsed, type ImageRequest, verifyImage } from './verify-image.ts';
export { verifyRegistry } from './verify-registry.ts';
