// The contract of a reader of body chunks.

/** Reads a body chunk by chunk. */
export interface ChunkReader {
  /** The next chunk, or null at the end. */
  read(): Promise<Uint8Array | null>;
  /** Releases the reader's resources. The calling code discards the body itself. */
  close(): void;
}
