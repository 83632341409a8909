// A bench that listens to nothing, for stages run by themselves.
import type { Bench } from '../../src/engine/stage.ts';
import type { StageName } from '../../src/domain/stage-name.ts';

export const quietBench = <Name extends StageName>(): Bench<Name> => ({
  earlier: new Map(),
  doing: () => {},
  output: () => {},
});
