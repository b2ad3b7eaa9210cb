// The options of every call: the options that describe its request, and core's policy options.
import type { BodyInput } from '../request/body/body-input.ts';
import type { CorePolicyOptions } from '../options/core-options.ts';
import type { HeadersOption } from '../request/computed-headers.ts';
import type { ProgressOptions } from './progress-options.ts';
import type { QueryInput } from '../request/query.ts';

/** The options of every call, whichever plugins its client has. */
export interface CoreCallOptions extends CorePolicyOptions, ProgressOptions {
  /**
   * Added to the client's headers; `null` removes one of them. A function is called for each attempt. Default: the
   * client's.
   */
  readonly headers?: HeadersOption | undefined;
  /** Appended to the URL's query, which stays as it is, byte for byte. */
  readonly query?: QueryInput | undefined;
  /** The request body. At most one of `body`, `json` and `form`. */
  readonly body?: BodyInput | undefined;
  /** A value sent as JSON with `content-type: application/json`. */
  readonly json?: unknown;
  /** Fields sent as `application/x-www-form-urlencoded`. */
  readonly form?: QueryInput | undefined;
  /** Aborts the call, its waits and its body; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
