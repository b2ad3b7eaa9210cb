/** Chunks shorter than this are put together when several come in a row, so that a peer that drips does not cost an object a byte. */
const SMALL = 1_024;
const FIRST_BLOCK = 2_048;
const LARGEST_BLOCK = 32_768;

/** Nothing yet: most bodies are one chunk, and a list that grows by `push` makes room for 17. Never written to. */
const NONE: Uint8Array[] = [];

/** Chunks of a body in the order they came. What it gives out is never written to again. */
export class ChunkQueue {
  /** Bytes held. */
  bytes = 0;
  #chunks: Uint8Array[] = NONE;
  /** The last of the chunks while it is a block of ours with room left, and how much of it is filled. */
  #block: Uint8Array | undefined;
  #filled = 0;
  #blockSize = FIRST_BLOCK;

  /** Takes a chunk; it may be kept as it is. An empty one is none: whoever reads would take it for a piece of the body. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    if (chunk.length < SMALL && this.#putTogether(chunk)) return;
    this.#closeBlock();
    if (this.#chunks === NONE) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  /** The oldest chunk, no longer held. */
  shift(): Uint8Array | undefined {
    if (this.#chunks.length === 1) this.#closeBlock();
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.bytes -= chunk.length;
    return chunk;
  }

  /** Everything as one chunk, no longer held. */
  takeAll(): Uint8Array {
    this.#closeBlock();
    const chunks = this.#chunks;
    const { bytes } = this;
    this.clear();
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : joined(chunks, bytes);
  }

  /** A copy of the first bytes, at most so many. */
  peek(bytes: number): Uint8Array {
    this.#closeBlock();
    return joined(this.#chunks, Math.min(bytes, this.bytes));
  }

  /** Lets go of everything. */
  clear(): void {
    this.#chunks = NONE;
    this.#block = undefined;
    this.#filled = this.bytes = 0;
  }

  #putTogether(chunk: Uint8Array): boolean {
    const block = this.#block;
    if (block !== undefined && block.length - this.#filled >= chunk.length) {
      block.set(chunk, this.#filled);
      this.#filled += chunk.length;
      return true;
    }
    const last = this.#chunks.at(-1);
    if (last === undefined || (block === undefined && last.length >= SMALL)) return false;
    this.#closeBlock();
    this.#block = Buffer.allocUnsafeSlow(this.#blockSize);
    this.#blockSize = Math.min(this.#blockSize * 2, LARGEST_BLOCK);
    this.#block.set(chunk);
    this.#filled = chunk.length;
    this.#chunks.push(this.#block);
    return true;
  }

  /** The block becomes a chunk as any other. */
  #closeBlock(): void {
    const block = this.#block;
    if (block === undefined) return;
    this.#chunks[this.#chunks.length - 1] = block.subarray(0, this.#filled);
    this.#block = undefined;
  }
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  // Not from the shared pool: what a caller gets must not hold the bytes of others in its buffer.
  const all = Buffer.allocUnsafeSlow(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    if (offset >= bytes) break;
    all.set(chunk.length > bytes - offset ? chunk.subarray(0, bytes - offset) : chunk, offset);
    offset += chunk.length;
  }
  return all;
}
