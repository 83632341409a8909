// Names in registries are free, or may be this release's: by which digest they are taken is judged before the seal. A
// version of a chart is taken for good by another appVersion, and that can be said now.
import { type Judged, proved, refused, type Rule, type SeenName, told } from '../seen.ts';

export const namesFree: Rule = {
  name: 'names',
  claim: 'The names of images and charts are free, or may be this release.',
  asks: 'registry',
  run: ({ names }) => names.map(judged),
};

const judged = ({ name, there, chart }: SeenName): Judged => {
  if (there === undefined) return proved('NAME_FREE', name, 'nothing has this name yet');
  if (chart === undefined)
    return told('NAME_EXISTS', name, `it names ${there}; before the seal it must be this release, or free`);
  if (chart.there === chart.appVersion)
    return told('CHART_VERSION_EXISTS', name, `this version is there with the same appVersion, ${there}`);
  const says = chart.there === undefined ? 'with no appVersion' : `with the appVersion ${chart.there}`;
  return refused(
    'refuted',
    'CHART_VERSION_TAKEN',
    name,
    `this version is there ${says}, and this release is ${chart.appVersion}`,
    `Bump ${chart.path}/Chart.yaml version before releasing.`,
  );
};
