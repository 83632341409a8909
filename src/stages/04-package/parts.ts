// The parts of packaging: one an asset, one a chart, and one that looks at what all of them mention.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { ChartRule, ManifestRule } from '../../domain/package-rules.ts';
import type { PackageSettings } from '../../domain/settings.ts';
import { demandNames } from './names.ts';
import { chartPart, manifestPart, type Planned, planPackage } from './plan.ts';

/** The part that says which images nothing mentions; no asset can have this name. */
export const REFERENCES = 'references/';

/** What one part makes; nothing for `REFERENCES`. */
export interface Work {
  readonly planned?: Planned;
  readonly manifest?: ManifestRule;
  readonly chart?: ChartRule;
}

/** Fails as `planPackage` and `demandNames` do; the names of charts are judged once they are known. */
export const partsOf = (
  built: readonly BuiltFile[],
  facts: ReleaseFacts,
  settings: PackageSettings,
): readonly string[] => {
  const { manifests, charts } = settings;
  return [
    ...demandNames([
      ...planPackage(built, facts, settings).map(({ name }) => name),
      ...manifests.map((rule) => manifestPart(rule, facts)),
    ]),
    ...charts.map(chartPart),
    ...(manifests.length > 0 ? [REFERENCES] : []),
  ];
};

/** Archives wait for the manifests and charts inside, the last part for all manifests and charts. */
export const waitsOf = (
  part: string,
  built: readonly BuiltFile[],
  facts: ReleaseFacts,
  settings: PackageSettings,
): readonly string[] =>
  part === REFERENCES
    ? [...settings.manifests.map((rule) => manifestPart(rule, facts)), ...settings.charts.map(chartPart)]
    : (workOf(part, built, facts, settings).planned?.archive?.waits ?? []);

/** Whether kustomize does most of the part's work. */
export const delegates = (part: string, facts: ReleaseFacts, { manifests }: PackageSettings): boolean =>
  manifests.some((rule) => rule.source.kind === 'kustomize' && manifestPart(rule, facts) === part);

/** What a part stands for. */
export const workOf = (
  part: string,
  built: readonly BuiltFile[],
  facts: ReleaseFacts,
  settings: PackageSettings,
): Work => {
  const manifest = settings.manifests.find((rule) => manifestPart(rule, facts) === part);
  if (manifest !== undefined) return { manifest };
  const chart = settings.charts.find((rule) => chartPart(rule) === part);
  if (chart !== undefined) return { chart };
  const planned = planPackage(built, facts, settings).find(({ name }) => name === part);
  return planned === undefined ? {} : { planned };
};
