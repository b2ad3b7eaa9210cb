// The contract of a reader of body chunks.
/** Reads a body chunk by chunk. */
export interface ChunkReader {
  /** The next chunk, or null at the end. */
  read(): Promise<Uint8Array | null>;
  /** Releases its resources, without the body itself, which its caller discards. */
  close(): void;
}
