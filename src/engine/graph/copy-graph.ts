// A graph from one place into a repository, by digest alone: what is not there is written, everything is found again
// from the other side, and what was taken and cannot be served is written once more without asking. A claim, an answer
// that something exists, a 201: none of them proves anything (docs/trust.md 5).
import type { Copied, CopyDoors, GraphCopy } from './graph-place.ts';
import { settleGraph } from './settle-graph.ts';
import { writeGraph } from './write-graph.ts';

/** Writes a graph and finds all of it again. Fails as `writeGraph` and `settleGraph` do. */
export const copyGraph = async (copy: GraphCopy, doors: CopyDoors): Promise<readonly Copied[]> => {
  const copied = await writeGraph(copy, doors);
  await settleGraph(copy, copied, doors);
  return copied;
};
