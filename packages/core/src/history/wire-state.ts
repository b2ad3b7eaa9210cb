// The state of an exchange on the wire.

/** For transports: how far an exchange had come when it broke. */
export interface WireState {
  /** Its connection had carried an exchange before. */
  readonly reused: boolean;
  /** Bytes of the request that were written; 0 only if it is certain that none were. */
  readonly bytesWritten: number;
  /** A byte of a response had arrived. */
  readonly responseStarted: boolean;
  /** The headers of the response were complete. */
  readonly headReceived: boolean;
  /** Bytes of the body that had arrived. */
  readonly bodyBytes: number;
}
