/** Reads a body chunk by chunk. */
export interface ChunkReader {
  /** The next chunk, or null at the end. */
  read(): Promise<Uint8Array | null>;
  /** Releases what it holds besides the body, which its caller discards itself. */
  close?(): void;
}
