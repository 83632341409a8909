// Media types of the content that registries hold (OCI image-spec 1.1; Helm's chart artifact).

export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** The config of an artifact that has none: the two bytes `{}`. */
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';

export const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json';
export const HELM_CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** The largest manifest or index that is read or written, in bytes (distribution-spec: at least 4 MiB). */
export const MAX_MANIFEST = 4 * 1024 * 1024;
