// Tags of a registry over HTTP, each given by putting the very bytes that lie under a digest (distribution-spec 1.1,
// "Pushing Manifests"). Tags have no compare-and-set: looked at before and after.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { isTag } from '../../formats/oci/place.ts';
import type { Registry } from '../../ports/registry.ts';
import type { VersionNames } from '../../ports/version-names.ts';
import type { Open, Place } from './place.ts';
import { putManifest } from './put-manifest.ts';
import type { Turns } from './turns.ts';

export interface VersionNamesOptions {
  readonly open: Open;
  readonly registry: Pick<Registry, 'manifest' | 'resolve'>;
  readonly turns: Turns;
  /** Milliseconds for which a registry may take its time to show what it took. */
  readonly patience: number;
}

/**
 * Fails beside what the port says with `TARGET_NOT_SUPPORTED` for what is no tag, `MANIFEST_MISSING` and
 * `CONTENT_DAMAGED` for a digest that the registry does not serve, and with what putting a manifest fails with.
 */
export const createVersionNames = ({
  open,
  registry,
  turns,
  patience,
}: VersionNamesOptions): VersionNames => {
  const namedBy = async (place: Place, tag: string): Promise<Digest | undefined> =>
    (await registry.resolve(place.repository, tag))?.digest;

  const put = async (place: Place, tag: string, { digest }: Descriptor): Promise<void> => {
    const bytes = await registry.manifest(place.repository, digest);
    const { mediaType } = parseOciDocument(bytes, { foreign: true });
    const outcome = await putManifest(place, tag, { mediaType, digest, size: bytes.length }, bytes);
    if (outcome.kind !== 'refused') return;
    // A registry whose tags are for ever refuses what another one gave meanwhile.
    const now = await namedBy(place, tag);
    if (now !== digest) throw now === undefined ? outcome.why : taken(place, tag, now);
  };

  /** Waits until the tag is seen to name this, and no longer what it named before. */
  const demandNamed = async (
    place: Place,
    tag: string,
    digest: Digest,
    before: Digest | undefined,
  ): Promise<void> => {
    for (let waited = 0, pause = 50; ; pause = Math.min(pause * 2, 2000)) {
      const now = await namedBy(place, tag);
      if (now === digest) return;
      if (now !== before || waited >= patience) throw taken(place, tag, now);
      await place.rest(pause);
      waited += pause;
    }
  };

  return {
    give: async (repository, tag, content) => {
      const place = open(repository);
      demandTag(place, tag);
      return turns(place, tag, async () => {
        const now = await namedBy(place, tag);
        if (now === content.digest) return 'accepted';
        if (now !== undefined) throw taken(place, tag, now);
        await put(place, tag, content);
        await demandNamed(place, tag, content.digest, undefined);
        return 'given';
      });
    },
    move: async (repository, tag, content) => {
      const place = open(repository);
      demandTag(place, tag);
      await turns(place, tag, async () => {
        const before = await namedBy(place, tag);
        if (before === content.digest) return;
        await put(place, tag, content);
        await demandNamed(place, tag, content.digest, before);
      });
    },
  };
};

const demandTag = ({ repository }: Place, tag: string): void => {
  if (isTag(tag)) return;
  throw new Failure('TARGET_NOT_SUPPORTED', `${JSON.stringify(tag)} is no tag in ${repository}`, {
    remedy: 'Choose a tag of letters, digits, dots, dashes and underscores, at most 128 of them.',
  });
};

const taken = ({ repository }: Place, tag: string, now: string | undefined): Failure =>
  new Failure('TARGET_TAKEN', `${repository}:${tag} names ${now ?? 'nothing, although it was given'}`, {
    remedy: 'A version names one thing for ever: release a new version.',
  });
