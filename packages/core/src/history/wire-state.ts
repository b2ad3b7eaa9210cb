/** For transports: what an exchange knew of the wire when it broke. */
export interface WireState {
  /** Its connection had carried an exchange before. */
  readonly reused: boolean;
  /** Bytes of the request that were written; 0 only when it is certain that there were none. */
  readonly bytesWritten: number;
  /** A byte of a response had arrived. */
  readonly responseStarted: boolean;
  /** The headers of the response had arrived whole. */
  readonly headReceived: boolean;
  /** Bytes of the body that had arrived. */
  readonly bodyBytes: number;
}
