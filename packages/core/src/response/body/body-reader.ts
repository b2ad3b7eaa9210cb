/** What reads a body chunk by chunk and holds more of it than its next chunk, as the body knows it. */
export interface BodyReader {
  /** Whether it wants bytes: then those that wait do not mean that it stalls. */
  readonly asking: boolean;
  /** Whether it has read the body to its end, or given it up. */
  readonly done: boolean;
  /** The body failed, or is drained: its reader gets `reason`. */
  abandon(reason: unknown): void;
}
