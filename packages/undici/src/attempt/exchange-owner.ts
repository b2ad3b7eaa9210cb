// The interface through which an exchange uses its attempt.
import type { HttpRequest } from '@sluice/core';
import type {
  BodySource,
  ReceivedHeaders,
  ResponseBody,
  ResponseHead,
  WireState,
} from '@sluice/core/transport';
import type { Destination } from '../destination/destination.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { HeadLimits } from '../wire/header-limits.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import type { UploadOwner } from './open-body.ts';

/** The attempt that an exchange belongs to. */
export interface ExchangeOwner extends UploadOwner {
  readonly request: HttpRequest;
  readonly destination: Destination;
  readonly limits: WireLimits;
  /** The connection may carry other exchanges afterwards. */
  readonly keepAlive: boolean;
  /** The limits on the heads of one response. */
  readonly heads: HeadLimits;
  /** The request in the form for undici, without its body. */
  describe(): DispatchOptions;
  /** The head of the response has arrived. @returns the body to push to */
  answer(head: ResponseHead, source: BodySource, declaredLength: number | undefined): ResponseBody;
  /**
   * Called for a response with the status 408.
   * @throws NetworkError if the 408 announces the close of an idle connection, and the request may be sent again
   */
  replayIfClosedWhileIdle(received: ReceivedHeaders, wire: WireState): void;
  /** The exchange failed before a response; its connection is released. */
  broken(error: unknown): void;
  /** The request failed before a byte was written. */
  fail(error: unknown): void;
}
