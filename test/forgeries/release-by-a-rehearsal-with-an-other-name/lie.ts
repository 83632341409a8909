import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';
import { githubRun, REPOSITORY } from '../world.ts';

export const lie: Lie = {
  claim:
    'The rehearsal’s authority vouches for a real workflow in an otherName, which its constraints do not cover, under the real issuer.',
  code: 'CERTIFICATE_NAME_TYPE',
  of: 'rehearsal',
  peer: ({ name, tag, commit }) => {
    const { buildSignerUri: san, issuer } = githubRun(REPOSITORY, tag, commit);
    return { file: ARCHIVE, bundle: name(PROVENANCE), identity: { san, issuer } };
  },
  make: async (_world, target) => {
    const run = githubRun(REPOSITORY, target.tag, target.commit);
    target.change('.evidence.json', (text) => text.replace('"rehearsed":true', '"rehearsed":false'));
    await remake(target, {
      signing: { run, names: [{ other: { oid: '1.3.6.1.4.1.57264.1.7', text: run.buildSignerUri } }] },
      colophon: (list) => {
        list.rehearsal = false;
        list.identity = { san: run.buildSignerUri, issuer: run.issuer };
      },
    });
    const { repository: repo, tag } = target;
    return {
      targets: [target.assets],
      options: { repo, tag, trustedRoot: target.trustedRoot, complete: true },
    };
  },
};
