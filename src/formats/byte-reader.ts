// Takes bytes off a stream, as many as are wanted, whatever the sizes in which they come.

/** A stream with a place in it. A class because it has a position. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#source = bytes[Symbol.asyncIterator]();
  }

  /** The next at least one and at most `most` bytes; `undefined` at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#chunk.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return undefined;
      this.#chunk = next.value;
    }
    const taken = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(taken.length);
    return taken;
  }

  /** The next `length` bytes in an array of their own; fewer only at the end. For small lengths. */
  async take(length: number): Promise<Uint8Array> {
    const whole = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const part = await this.some(length - at);
      if (part === undefined) break;
      whole.set(part, at);
      at += part.length;
    }
    return whole.subarray(0, at);
  }

  /** Puts bytes that were taken back in front. */
  back(bytes: Uint8Array): void {
    const whole = new Uint8Array(bytes.length + this.#chunk.length);
    whole.set(bytes);
    whole.set(this.#chunk, bytes.length);
    this.#chunk = whole;
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
