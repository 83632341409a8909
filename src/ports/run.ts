// The workflow run that makes this release: what provenance says about it, and what its certificate will say.
import type { Identity, WorkflowRun } from '../domain/identity.ts';

export interface Run {
  readonly run: (tag: string, commit: string) => Promise<WorkflowRun>;
  readonly identity: (tag: string) => Promise<Identity>;
}
