// The commands that make releases.
import { rehearseWith } from './rehearse/rehearse.ts';

export { plan } from './plan/plan.ts';
export { stage } from './stage/stage.ts';
/** The whole release against stand-ins; the second run goes on where the first stopped. */
export const rehearse = rehearseWith({});
