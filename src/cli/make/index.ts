// The commands that make releases.
import { rehearseWith } from './rehearse.ts';

export { plan } from './plan.ts';
export { stage } from './stage.ts';
/** The whole release against stand-ins; the second run goes on where the first stopped. */
export const rehearse = rehearseWith({});
