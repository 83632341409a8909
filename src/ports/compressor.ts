// DEFLATE whose bytes never depend on the machine's zlib.

export interface Compressor {
  /** A gzip member (RFC 1952): level 6, no name, time 0, OS byte 3. */
  readonly gzip: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** A raw DEFLATE stream (RFC 1951): level 6. */
  readonly deflate: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}
