// The error of a client, registry or pool that is closed.
import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** The details of a {@link ClosedError}. */
export interface ClosedErrorDetails extends ErrorDetails {
  /** Whether it was closed while the call was in flight. Default: false. */
  readonly duringCall?: boolean;
  /** Whether it was closed by `destroy()`, which waits for nothing; `cause` is the argument of `destroy()`. Default: false. */
  readonly destroyed?: boolean;
}

/**
 * The client, registry or pool was closed before the call, or before the call ended. In the first case nothing was sent and
 * `attempts` is empty. `cause` is the reason given to `destroy(reason)`.
 */
export class ClosedError extends SluiceError {
  /** Whether it was closed by `destroy()`. */
  readonly destroyed: boolean;

  static {
    nameKind(this, 'ClosedError');
  }

  /** @param what the name of the closed part, for example `client` */
  constructor(what: string, details: ClosedErrorDetails = {}) {
    const { duringCall = false, destroyed = false } = details;
    const how = destroyed ? 'destroyed' : 'closed';
    const message = duringCall ? `the ${what} was ${how} during the call` : `the ${what} is closed`;
    super('ERR_SLUICE_CLOSED', message, details);
    this.destroyed = destroyed;
  }
}

/**
 * The error of a call that `destroy()` ended.
 * @param what the name of the destroyed part, for example `registry`
 * @param reason the argument of `destroy()`; undefined for none
 */
export function destroyedError(what: string, reason: unknown): ClosedError {
  const details = { duringCall: true, destroyed: true };
  return new ClosedError(what, reason === undefined ? details : { ...details, cause: reason });
}
