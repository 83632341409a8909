// The compressor that releases are made with, for tests of stages: bytes that never depend on the machine.
export { createCompressor } from '../../src/adapters/system/compressor.ts';
