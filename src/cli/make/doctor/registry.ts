// What a registry is able to, as a release would meet it: found out without writing anything, and in words.
import { createDockerCredentials } from '../../../adapters/registry-credentials/index.ts';
import {
  createAsk,
  locateRegistry,
  type Probed,
  probeRegistry,
  type RegistryProbe,
} from '../../../adapters/registry-reader/index.ts';
import { prepareNetwork } from '../../../adapters/registry-reader/network.ts';
import { Failure } from '../../../domain/failure.ts';
import type { Invocation } from '../../command.ts';
import type { RegistryPlace } from '../../registry-target.ts';

export interface RegistryState {
  readonly repository: string;
  readonly origin: string;
  readonly product?: string;
  /** Whether anything is kept for this host, and in which form; never what. */
  readonly credential: 'none' | 'password' | 'refresh' | 'bearer';
  readonly demands?: RegistryProbe['demands'];
  readonly referrers?: 'api' | 'tag';
  readonly tags?: 'pages' | 'whole' | 'none';
  /** What was named: its digest, or null where there is nothing. */
  readonly manifest?: string | null;
  /** `registry`, or the host that its readers are sent to. */
  readonly blobs?: string;
  /** What a release must know; sentences. */
  readonly warnings: readonly string[];
  /** What could not be found out. */
  readonly failures: readonly Failure[];
}

/** The state of the registry of one repository. */
export const examineRegistry = async (
  place: RegistryPlace,
  plainHttp: readonly string[],
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<RegistryState> => {
  await prepareNetwork(env);
  const { repository } = place;
  const locate = locateRegistry(plainHttp);
  const { origin } = locate(repository);
  const credentials = createDockerCredentials({ env, signal });
  const ask = createAsk({ credentials, plainHttp, signal });
  const about = { repository, origin };
  try {
    const host = repository.slice(0, repository.indexOf('/'));
    const credential = (await credentials.of(host, repository.slice(host.length + 1)))?.kind ?? 'none';
    const probe = await probeRegistry(place, { locate, ask, plainHttp, signal });
    return { ...about, credential, ...stateOf(probe) };
  } catch (error) {
    if (!(error instanceof Failure) || error.exit > 100) throw error;
    return { ...about, credential: 'none', warnings: [], failures: [error] };
  }
};

const stateOf = (probe: RegistryProbe): Omit<RegistryState, 'repository' | 'origin' | 'credential'> => {
  const { product, demands, referrers, tags, manifest, blobs } = probe;
  const failures = [referrers, tags, manifest, blobs].flatMap((one) =>
    one !== undefined && 'failure' in one ? [one.failure] : [],
  );
  const kept = foundOf(referrers);
  const listed = foundOf(tags);
  const named =
    manifest === undefined || 'failure' in manifest ? undefined : (manifest.found?.digest ?? null);
  const place = blobs === undefined ? undefined : foundOf(blobs);
  return {
    ...(product === undefined ? {} : { product: product.name }),
    demands,
    ...(kept === undefined ? {} : { referrers: kept }),
    ...(listed === undefined ? {} : { tags: listed }),
    ...(named === undefined ? {} : { manifest: named }),
    ...(place === undefined ? {} : { blobs: place === 'registry' ? place : place.host }),
    warnings: [
      ...(kept === 'tag' ? [NO_API] : []),
      product?.untagged ?? UNTAGGED_UNKNOWN,
      ...(named === null ? ['what was named is not there, or only members may see it'] : []),
    ],
    failures,
  };
};

const foundOf = <T>(probed: Probed<T>): T | undefined => ('found' in probed ? probed.found : undefined);

const NO_API =
  'it does not list what is attached: lists are kept under tags sha256-…, which everyone sees and no two machines may write at once';
const UNTAGGED_UNKNOWN =
  'whether it deletes manifests without a tag cannot be asked; set publish.tag-every-manifest if it does';
