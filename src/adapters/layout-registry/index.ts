// Registries played by OCI image layouts on disk: one layout a repository (image-spec 1.1, image-layout.md).
export { withBases } from './bases.ts';
export {
  createLayoutRegistries,
  createLayoutRegistry,
  type LayoutRegistries,
  type LayoutRegistriesOptions,
} from './registries.ts';
