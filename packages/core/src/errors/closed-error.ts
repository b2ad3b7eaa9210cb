// The error of a client, registry or pool that is closed.
import { nameKind, SluiceError } from './base.ts';

/** The client, registry or pool was closed before or while the call needed it. */
export class ClosedError extends SluiceError {
  static {
    nameKind(this, 'ClosedError');
  }

  /** @param what what was closed, for example `client` */
  constructor(what: string) {
    super('ERR_SLUICE_CLOSED', `the ${what} is closed`);
  }
}
