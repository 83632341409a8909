// Registries that show what they are, and what is known of those about manifests without a tag: no registry says whether
// it deletes them.
import { neutral } from '../../formats/neutral.ts';

export interface RegistryProduct {
  readonly name: string;
  /** One sentence, where the product has a rule that takes manifests which no tag points at. */
  readonly untagged?: string;
}

/** What a registry shows itself to be, by its address, the headers of `/v2/`, and who gives its tokens. */
export const productOf = (
  origin: string,
  header: (name: string) => string | undefined,
  realm: string | undefined,
): RegistryProduct | undefined => {
  const { hostname } = new URL(origin);
  const server = header('server') ?? '';
  const known = PRODUCTS.find((one) => one.is({ hostname, header, server, realm: realm ?? '' }));
  if (known !== undefined)
    return { name: known.name, ...(known.untagged === undefined ? {} : { untagged: known.untagged }) };
  return server === '' ? undefined : { name: neutral(server).slice(0, 60) };
};

interface Signs {
  readonly hostname: string;
  readonly header: (name: string) => string | undefined;
  readonly server: string;
  readonly realm: string;
}

const PRODUCTS: readonly (RegistryProduct & { readonly is: (signs: Signs) => boolean })[] = [
  {
    name: 'GitHub Packages',
    is: ({ hostname }) => hostname === 'ghcr.io',
    untagged:
      'Workflows that delete untagged package versions take platforms and signatures; leave this package out of them.',
  },
  {
    name: 'Artifactory',
    is: ({ header, server }) =>
      header('x-jfrog-version') !== undefined ||
      header('x-artifactory-id') !== undefined ||
      /^artifactory/i.test(server),
    untagged:
      'Its cleanup policies and "max unique tags" may take manifests without a tag; set publish.tag-every-manifest where they are on.',
  },
  {
    name: 'Amazon ECR',
    is: ({ hostname }) => /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(hostname),
    untagged:
      'Lifecycle policies for untagged images take platforms and signatures; set publish.tag-every-manifest where there is one.',
  },
  {
    name: 'Azure Container Registry',
    is: ({ hostname }) => hostname.endsWith('.azurecr.io'),
    untagged:
      'Its retention policy for untagged manifests takes platforms and signatures; set publish.tag-every-manifest where it is on.',
  },
  {
    name: 'Google Artifact Registry',
    is: ({ hostname }) => hostname === 'gcr.io' || /(?:\.gcr\.io|-docker\.pkg\.dev)$/.test(hostname),
    untagged:
      'Cleanup policies for untagged versions take platforms and signatures; set publish.tag-every-manifest where there is one.',
  },
  {
    name: 'GitLab',
    is: ({ header, realm }) =>
      header('gitlab-container-registry-version') !== undefined || realm.endsWith('/jwt/auth'),
    untagged: 'Its garbage collection takes manifests without a tag; set publish.tag-every-manifest.',
  },
  {
    name: 'Harbor',
    is: ({ realm, header }) =>
      realm.endsWith('/service/token') || header('x-harbor-csrf-token') !== undefined,
    untagged:
      'Its garbage collection has a switch that takes untagged artifacts; set publish.tag-every-manifest where it is on.',
  },
  { name: 'Quay', is: ({ hostname, realm }) => hostname === 'quay.io' || realm.endsWith('/v2/auth') },
  { name: 'Docker Hub', is: ({ hostname }) => hostname === 'registry-1.docker.io' },
];
