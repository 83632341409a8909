// Whether what a chart depends on lies in `charts/`, as `Chart.lock` has it: a release fetches nothing.
import semver from 'semver';

import type { Chart, ChartDependency } from './chart-yaml.ts';
import { type ChartLock, lockDigest } from './lock.ts';

/** A chart below `charts/`. */
export interface VendoredChart {
  /** The directory or archive, relative to the chart. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

export interface DependencyFault {
  readonly code: 'CHART_DEPENDENCY_MISSING' | 'CHART_LOCK_STALE';
  readonly message: string;
}

/**
 * What is wrong with a chart's dependencies, one sentence each. Without a lock only charts that come from the
 * repository itself (`file://`, or no place at all) may stand there, at any version that the range takes.
 */
export const dependencyFaults = (
  { dependencies }: Pick<Chart, 'dependencies'>,
  lock: ChartLock | undefined,
  vendored: readonly VendoredChart[],
): readonly DependencyFault[] => {
  const stale = lockFault(dependencies, lock);
  if (stale !== undefined) return [{ code: 'CHART_LOCK_STALE', message: stale }];
  return dependencies.flatMap((dependency, at) => {
    const wanted = lock?.dependencies[at]?.version;
    const called = vendored.filter(({ name }) => name === dependency.name);
    const fits = called.some(({ version }) =>
      wanted === undefined ? isWithin(version, dependency.version) : isSame(version, wanted),
    );
    if (fits) return [];
    const there = called.map(({ path, version }) => `${path} is ${version}`).join(', ');
    return [
      {
        code: 'CHART_DEPENDENCY_MISSING' as const,
        message: `charts/ holds no ${dependency.name} ${wanted ?? dependency.version ?? ''}${there === '' ? '' : `: ${there}`}`,
      },
    ];
  });
};

const lockFault = (asked: readonly ChartDependency[], lock: ChartLock | undefined): string | undefined => {
  if (lock === undefined) {
    const foreign = asked.find(({ repository }) => repository !== '' && !repository.startsWith('file://'));
    return foreign === undefined
      ? undefined
      : `there is no Chart.lock that says which ${foreign.name} is meant`;
  }
  return lockDigest(asked, lock.dependencies) === lock.digest && asked.length === lock.dependencies.length
    ? undefined
    : 'Chart.lock is not of the dependencies in Chart.yaml';
};

const isSame = (version: string, wanted: string): boolean =>
  version.replace(/^v/, '') === wanted.replace(/^v/, '');

// Helm's ranges are nearly npm's; one that is not is no reason to refuse what the project put there itself.
const isWithin = (version: string, range: string | undefined): boolean =>
  range === undefined || semver.validRange(range) === null || semver.satisfies(version, range);
