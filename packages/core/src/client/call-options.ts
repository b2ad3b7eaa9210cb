import type { BodyInput } from '../request/body/body-input.ts';
import type { DrainInput, ReadBound } from '../options/bounds.ts';
import type { HeadersInput } from '../headers/headers.ts';
import type { QueryInput } from '../request/query.ts';

/** The options every call takes, whichever plugins its client has. */
export interface CoreCallOptions {
  /** Added to the client's headers; `null` takes one of them out. */
  readonly headers?: HeadersInput | undefined;
  /** Appended to the URL's query. */
  readonly query?: QueryInput | undefined;
  /** The request body. At most one of `body`, `json` and `form`. */
  readonly body?: BodyInput | undefined;
  /** A value sent as JSON with `content-type: application/json`. */
  readonly json?: unknown;
  /** Fields sent as `application/x-www-form-urlencoded`. */
  readonly form?: QueryInput | undefined;
  /** Aborts the call, its waits and its body; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a status outside 200–299 is thrown as an HttpError. Default: the client's, which is true. */
  readonly throwHttpErrors?: boolean | undefined;
  /** The bound within which bodies nobody wants are drained. Default: the client's, which is 256 KiB and `auto`. */
  readonly drain?: DrainInput | undefined;
  /** The longest body taken, in bytes as they come over the wire. Default: the client's, which is Infinity. */
  readonly maxResponseBytes?: number | undefined;
  /**
   * Whether `accept-encoding: gzip, deflate, br, zstd` is sent and bodies are decoded. A call or client that sets
   * `accept-encoding` itself gets bodies as they come. Default: the client's, which is true.
   */
  readonly decompress?: boolean | undefined;
  /** The longest body taken, in bytes after decoding. Default: the client's, which is Infinity. */
  readonly maxDecodedBytes?: number | undefined;
  /**
   * Decoded bytes per byte received, at most, from 1 MiB of decoded bytes on: no honest body is so repetitive, a
   * decompression bomb is. Default: the client's, which is 300.
   */
  readonly maxDecodingRatio?: number | undefined;
  /** How much of the body of an HttpError is kept, and how long reading it may take. Default: 64 KiB and 1000 ms. */
  readonly errorBody?: Partial<ReadBound> | undefined;
  /**
   * Whether the target may lead away from the origin of `baseUrl`. To another origin go the headers of the call, but of
   * the client's only those known to carry no credential (`accept`, `user-agent`, …). Default: false.
   */
  readonly allowOtherOrigin?: boolean | undefined;
}

/** The policy part of {@link CoreCallOptions}: what a client can set for all its calls. */
export type CorePolicyOptions = Pick<
  CoreCallOptions,
  | 'throwHttpErrors'
  | 'drain'
  | 'maxResponseBytes'
  | 'decompress'
  | 'maxDecodedBytes'
  | 'maxDecodingRatio'
  | 'errorBody'
  | 'allowOtherOrigin'
>;
