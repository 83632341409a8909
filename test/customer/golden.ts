// What the first customer's own process makes of its tag: built from a clean clone by hand, with the tools that it pins.

export const TAG = 'v0.1.0-rc.7';
export const COMMIT = 'c0a3c511104e026112e977803ebcc08b0710b44c';
/** The commit's, in seconds since 1970. */
export const COMMIT_TIME = 1786491576;
export const REPOSITORY = 'ghcr.io/telekom/k8s-breakglass';
/** Of go.mod and Dockerfile. */
export const GO = '1.26.5';
/** Node whose npm builds the web page, whose list of certificate authorities goes into the image. */
export const NODE = '26.10.0';
export const NPM = '11.21.2';
export const KUSTOMIZE = 'v5.8.1';

export interface GoldenProgram {
  /** Lower-case hexadecimal; a clean clone with its tag, go1.26.5. */
  readonly sha256: string;
  /** How many modules its build information names, the main one and the standard library apart. */
  readonly modules: number;
}

/** `bgctl` by platform: stamped by git. */
export const BGCTL: Readonly<Record<string, GoldenProgram>> = {
  'linux/amd64': {
    sha256: 'a780cf69d968a4f605f03042cc2cd4884fe1fc6d87d7e719689c2771b3e966ca',
    modules: 80,
  },
  'linux/arm64': {
    sha256: 'b3ff37fdb2e2ec9d5ddad98a7efc00f73dcd14982c6570090e405633717b6a82',
    modules: 80,
  },
  'darwin/amd64': {
    sha256: '807e5ddb369b5021a80f4d9b34da0367a687607389cdce179acbf1a3d8578177',
    modules: 78,
  },
  'darwin/arm64': {
    sha256: '4ea8df6220b75164503c39f71dc0acf53018edf44889ed2b3ba54cace8440e10',
    modules: 78,
  },
  'windows/amd64': {
    sha256: 'b4711697905010d0842ecb685b61e2bffd05cd5d1b73ea09e633485213d0736c',
    modules: 80,
  },
};

/** The controller by platform: not stamped, as in the customer's Dockerfile. */
export const CONTROLLER: Readonly<Record<string, GoldenProgram>> = {
  'linux/amd64': {
    sha256: 'cee8a25c7b39d1272b0e37a3588238e22b22380e25b992c0228b3326375da839',
    modules: 125,
  },
  'linux/arm64': {
    sha256: 'a8ac738ddea6ded9bba6336406ea7ca9e43fedb96c7489a9f4d7dce7e0e242de',
    modules: 125,
  },
};

/** The web page: how many files, and the SHA-256 of what `sha256sum` prints of them, sorted by path. */
export const WEB = {
  files: 1082,
  list: '4cf15c748cbf5d30396e610d11c087a8933de99a42ea71bb47aab08e09a055ed',
} as const;

/** The most npm packages that may be behind the web page at run time. */
export const NPM_PACKAGES = 125;

/** The manifests as the customer's process renders them: each image by tag and not yet by digest. */
export const MANIFESTS: Readonly<Record<string, string>> = {
  'manifests-base.yaml': 'cae596c9255ef952db1a6c17d662f0eecff198fcbe1f39637c77a640669950f8',
  'manifests-debug.yaml': 'ac29afc1d92d8a8b93bf182637f598c4d1becd7608b479701485ad0298ac6cd2',
  'manifests-crds.yaml': '185945cccb02dce9f8d9a0041215e5784a68b47eaf6bf8f334a785521a9d2412',
};

export const CHART = { name: 'escalation-config', version: '0.3.4', files: 20 } as const;

/** Labels of the image, as its workflow gives them. */
export const LABELS: Readonly<Record<string, string>> = {
  'org.opencontainers.image.title': 'Kubernetes Breakglass',
  'org.opencontainers.image.description':
    'Secure, auditable privilege escalation system for Kubernetes clusters with real-time webhook integration and time-bounded access',
  'org.opencontainers.image.url': 'https://github.com/telekom/k8s-breakglass',
  'org.opencontainers.image.documentation': 'https://github.com/telekom/k8s-breakglass/tree/main/docs',
  'org.opencontainers.image.source': 'https://github.com/telekom/k8s-breakglass',
  'org.opencontainers.image.licenses': 'Apache-2.0',
  'org.opencontainers.image.vendor': 'Deutsche Telekom',
  'org.opencontainers.image.version': TAG,
  'org.opencontainers.image.revision': COMMIT,
  'org.opencontainers.image.created': '2026-08-11T23:39:36Z',
  'com.github.repo.branch': TAG,
  'com.github.repo.owner': 'telekom',
  'com.buildkit.build.ref': `refs/tags/${TAG}`,
};
