// Who may reach what: stages × doors, read off the declarations.
import type { StageName } from '../domain/stage-name.ts';
import type { Door } from '../ports/index.ts';

export interface Authority {
  readonly stage: StageName;
  readonly promise: string;
  /** Sorted. */
  readonly doors: readonly Door[];
}

/** One row a stage, in their order. */
export const authority = (
  stages: readonly { readonly name: StageName; readonly promise: string; readonly needs: readonly Door[] }[],
): readonly Authority[] =>
  stages.map(({ name, promise, needs }) => ({ stage: name, promise, doors: [...needs].sort() }));
