// The error of a client, registry or pool that is closed.
import { nameKind, SluiceError } from './base.ts';

/**
 * The client, registry or pool was closed before the call, or before the call ended. In the first case nothing was sent and
 * `attempts` is empty.
 */
export class ClosedError extends SluiceError {
  static {
    nameKind(this, 'ClosedError');
  }

  /**
   * @param what what was closed, for example `client`
   * @param duringCall whether it was closed while the call was in flight. Default: false
   */
  constructor(what: string, duringCall = false) {
    super(
      'ERR_SLUICE_CLOSED',
      duringCall ? `the ${what} was closed during the call` : `the ${what} is closed`,
    );
  }
}
