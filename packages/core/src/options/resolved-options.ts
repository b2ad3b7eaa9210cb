import type { DrainBound, ReadBound } from './bounds.ts';

/**
 * A call's options as the pipeline sees them: checked, defaults filled in, without prototype. Beside the core's own,
 * it holds one key per option that a plugin or the transport declared.
 */
export interface ResolvedOptions {
  /** Whether a status outside 200–299 is thrown as an HttpError. */
  readonly throwHttpErrors: boolean;
  /** The bound within which bodies nobody wants are drained. */
  readonly drain: DrainBound;
  /** The longest body taken, in bytes as they come over the wire. */
  readonly maxResponseBytes: number;
  /** How much of the body of an HttpError is kept, and how long it may take to read it. */
  readonly errorBody: ReadBound;
  /** Whether a target may lead away from the origin of `baseUrl`. */
  readonly allowOtherOrigin: boolean;
  /** Whether bodies are decoded unless the caller sets `accept-encoding`. */
  readonly decompress: boolean;
  /** The longest body taken, in bytes after decoding. */
  readonly maxDecodedBytes: number;
  /** Decoded bytes per byte received, at most. */
  readonly maxDecodingRatio: number;
  /** What plugins and the transport declared, in the form their parsers made. */
  readonly [option: string]: unknown;
}
