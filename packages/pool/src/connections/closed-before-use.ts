// The error of a dial whose connection was closed before it could carry an exchange.
import { NetworkError } from '@sluice/core';

export function closedBeforeUse(): NetworkError {
  const message = 'the connection was closed before its first use';
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', message, { phase: 'connect' });
}
