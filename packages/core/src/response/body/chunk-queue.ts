// The chunks of a body in the order they arrived.
import { mayShareMemory, ownBytes } from './own-bytes.ts';

/** Consecutive chunks shorter than this are copied into one block, so that a slow peer does not cost an object per byte. */
const SMALL_BYTES = 1_024;
const FIRST_BLOCK_BYTES = 2_048;
const LARGEST_BLOCK_BYTES = 32_768;
/** The most bytes that are allocated for announced chunks that have not arrived. */
const ANNOUNCED_BYTES = 4_194_304;

/** An empty list, never written to. Most bodies are one chunk, but `push` onto an empty array allocates room for 17. */
const EMPTY: Uint8Array[] = [];

/** Chunks in the order they arrived. The bytes of a chunk that was taken are never written to again. */
export class ChunkQueue {
  /** Bytes held. */
  bytes = 0;
  #chunks: Uint8Array[] = EMPTY;
  /** The last chunk while it is a block that small chunks are copied into. */
  #block: Uint8Array | undefined;
  /** The bytes of the block that are filled. */
  #filled = 0;
  #blockBytes = FIRST_BLOCK_BYTES;

  /** Adds a chunk; a long one is not copied. Drops empty chunks; readers would treat them as data. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    if (chunk.length < SMALL_BYTES && this.#appendToBlock(chunk)) return;
    this.#closeBlock();
    if (this.#chunks === EMPTY) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  /**
   * Adds a chunk by copying it, together with the chunks held, into one block with room for the bytes that follow, so
   * that a body of known length is copied once.
   * @param following bytes of the chunks that are announced to follow
   */
  append(chunk: Uint8Array, following: number): void {
    const bytes = this.bytes + chunk.length;
    if (this.#chunks.length !== 1 || this.#block === undefined || this.#block.length < bytes) {
      // A peer can announce any length, so that beyond a limit the block grows with what arrived.
      const block = Buffer.allocUnsafeSlow(bytes + Math.min(following, Math.max(bytes, ANNOUNCED_BYTES)));
      this.#closeBlock();
      copyInto(block, this.#chunks, this.bytes);
      this.#chunks = [block];
      this.#block = block;
    }
    this.#block.set(chunk, this.bytes);
    this.#filled = this.bytes = bytes;
  }

  /** Removes the oldest chunk. */
  shift(): Uint8Array | undefined {
    if (this.#chunks.length === 1) this.#closeBlock();
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return undefined;
    this.bytes -= chunk.length;
    return mayShareMemory(chunk) ? ownBytes(chunk) : chunk;
  }

  /** Removes all chunks and returns them as one. */
  takeAll(): Uint8Array {
    this.#closeBlock();
    const chunks = this.#chunks;
    const { bytes } = this;
    this.clear();
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : joined(chunks, bytes);
  }

  /** A copy of the beginning, at most `bytes` long. */
  peek(bytes: number): Uint8Array {
    this.#closeBlock();
    return joined(this.#chunks, Math.min(bytes, this.bytes));
  }

  /** Removes all chunks. */
  clear(): void {
    this.#chunks = EMPTY;
    this.#block = undefined;
    this.#filled = this.bytes = 0;
  }

  /** Copies a small chunk into a block. @returns false if no small chunk precedes it */
  #appendToBlock(chunk: Uint8Array): boolean {
    const block = this.#block;
    if (block !== undefined && block.length - this.#filled >= chunk.length) {
      block.set(chunk, this.#filled);
      this.#filled += chunk.length;
      return true;
    }
    const last = this.#chunks.at(-1);
    if (last === undefined || (block === undefined && last.length >= SMALL_BYTES)) return false;
    this.#closeBlock();
    this.#block = Buffer.allocUnsafeSlow(this.#blockBytes);
    this.#blockBytes = Math.min(this.#blockBytes * 2, LARGEST_BLOCK_BYTES);
    this.#block.set(chunk);
    this.#filled = chunk.length;
    this.#chunks.push(this.#block);
    return true;
  }

  /** Turns the block into a chunk, cut to the bytes that are filled. */
  #closeBlock(): void {
    const block = this.#block;
    if (block === undefined) return;
    if (this.#filled < block.length) this.#chunks[this.#chunks.length - 1] = block.subarray(0, this.#filled);
    this.#block = undefined;
  }
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  // Not from the shared pool, so that the caller's buffer has no bytes of other bodies.
  const all = Buffer.allocUnsafeSlow(bytes);
  copyInto(all, chunks, bytes);
  return all;
}

/** Copies the first bytes of chunks to the beginning of a buffer. */
function copyInto(target: Uint8Array, chunks: readonly Uint8Array[], bytes: number): void {
  let offset = 0;
  for (const chunk of chunks) {
    if (offset >= bytes) break;
    target.set(chunk.length > bytes - offset ? chunk.subarray(0, bytes - offset) : chunk, offset);
    offset += chunk.length;
  }
}
