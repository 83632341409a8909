// The machine itself, as what makes releases sees it; what checks them asks for the digester alone, to start faster.
export { createClock } from './clock.ts';
export { type CompressorOptions, createCompressor } from './compressor.ts';
export { createDigester, type DigesterOptions } from './digester.ts';
export { createJournal } from './journal.ts';
