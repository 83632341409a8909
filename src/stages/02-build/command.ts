// The `command` builder: argument vectors in order, without a shell; each declared output must be there afterwards.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import { inCheckout, type PlacedInput } from './checkout.ts';
import type { JobOf } from './job.ts';
import { collectOutputs } from './outputs.ts';

/** Runs the commands and takes the outputs in. */
export const buildByCommand = (
  job: JobOf<'command'>,
  inputs: readonly PlacedInput[],
): Promise<readonly BuiltFile[]> =>
  inCheckout(job, inputs, async (checkout) => {
    for (const { run, stdout } of job.builder.commands)
      await checkout.run(run, stdout === undefined ? {} : { stdout });
    return collectOutputs(job, checkout, job.builder.outputs);
  });
