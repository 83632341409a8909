// The machine itself, as the composition root sees it.
export { createClock } from './clock.ts';
export { type CompressorOptions, createCompressor } from './compressor.ts';
export { createDigester, type DigesterOptions } from './digester.ts';
export { createJournal } from './journal.ts';
