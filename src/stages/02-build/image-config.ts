// What an image says of itself: how it is started, its labels, when and from what it was made (image-spec, config.md).
import type { Digest } from '../../domain/digest.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { LayersRule } from '../../domain/image-rule.ts';
import type { ContainerConfig, HistoryEntry, ImageConfig } from '../../formats/oci/config.ts';

export interface ImageConfigRequest {
  readonly rule: LayersRule;
  readonly platform: Platform;
  readonly facts: ReleaseFacts;
  /** The configuration of the base; absent for `scratch`. */
  readonly base?: ImageConfig | undefined;
  /** The layers upon the base, lowest first: digests before compression, and the builders whose files they hold. */
  readonly upon: readonly { readonly diffId: Digest; readonly from: string }[];
  readonly render: (template: string) => string;
}

/** The configuration of one platform of an image: a function of the commit, the rule and the base, of nothing else. */
export const imageConfig = (request: ImageConfigRequest): ImageConfig => {
  const { platform, base, upon } = request;
  const created = createdAt(request.facts);
  const diffIds = [...(base?.diffIds ?? []), ...upon.map(({ diffId }) => diffId)];
  return {
    ...platform,
    created,
    config: container(request),
    diffIds,
    history: history(base, upon, created),
  };
};

const createdAt = ({ commitEpoch }: ReleaseFacts): string =>
  new Date(commitEpoch * 1000).toISOString().replace('.000Z', 'Z');

const container = ({ rule, facts, base, render }: ImageConfigRequest): ContainerConfig => {
  const under = base?.config ?? {};
  const { Entrypoint, Cmd, ...rest } = under;
  const env = environment(under.Env ?? [], rule, render);
  const labels = {
    ...inherited(under.Labels),
    ...standardLabels(facts),
    ...rendered(rule.labels, render),
  };
  return {
    ...rest,
    // An entrypoint takes the arguments of the one below it away, as in a Dockerfile.
    ...(rule.entrypoint.length > 0
      ? { Entrypoint: rule.entrypoint }
      : { ...(Entrypoint && { Entrypoint }), ...(Cmd && { Cmd }) }),
    ...(rule.cmd.length > 0 ? { Cmd: rule.cmd } : {}),
    ...(env.length > 0 ? { Env: env } : {}),
    ...(rule.user === undefined ? {} : { User: rule.user }),
    ...(rule.workdir === undefined ? {} : { WorkingDir: rule.workdir }),
    Labels: labels,
  };
};

const STANDARD = 'org.opencontainers.image.';

/** The base's own words, without those that the standard keeps for the image itself: they are about the base. */
const inherited = (labels: ContainerConfig['Labels'] = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith(STANDARD)));

/** What every image says of itself (image-spec, annotations.md "Pre-Defined Annotation Keys"). */
export const standardLabels = (facts: ReleaseFacts): Readonly<Record<string, string>> => ({
  [`${STANDARD}created`]: createdAt(facts),
  [`${STANDARD}revision`]: facts.commit,
  [`${STANDARD}version`]: facts.tag,
  [`${STANDARD}source`]: `https://github.com/${facts.repository}`,
});

const rendered = (
  templates: Readonly<Record<string, string>>,
  render: (template: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, render(template)]));

/** `NAME=value`: the base's in their order, then ours; a name stands once, with what was said last. */
const environment = (
  under: readonly string[],
  { env }: LayersRule,
  render: (template: string) => string,
): readonly string[] => {
  const ours = Object.entries(rendered(env, render)).map(([name, value]) => `${name}=${value}`);
  return [...new Map([...under, ...ours].map((pair) => [pair.split('=', 1)[0], pair])).values()];
};

const history = (
  base: ImageConfig | undefined,
  upon: ImageConfigRequest['upon'],
  created: string,
): readonly HistoryEntry[] => {
  const below = base?.history ?? [];
  const layers = below.filter(({ empty_layer: empty }) => empty !== true).length;
  const whole = layers === (base?.diffIds.length ?? 0);
  // Readers count on one entry a layer; a base that says less of itself gets what is known.
  const known = whole ? below : (base?.diffIds ?? []).map(() => ({ created_by: 'a layer of the base' }));
  return [...known, ...upon.map(({ from }) => ({ created, created_by: `colophon: files of ${from}` }))];
};
