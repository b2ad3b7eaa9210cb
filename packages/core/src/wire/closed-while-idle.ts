// The response 408 with which a server says that it closes an idle connection.
import { NetworkError } from '../errors/network-error.ts';
import type { ReceivedHeaders } from './response-framing.ts';

/**
 * For transports: the error of a 408 on a reused connection, if it means that the server closed the idle connection while
 * the request was being sent (RFC 9110 section 15.5.9). The 408 can also be the response to this request: if the request
 * must not be sent twice, the transport returns the 408 instead.
 * @param bytesWritten bytes of the request that were written
 */
export function closedWhileIdle(received: ReceivedHeaders, bytesWritten: number): NetworkError | undefined {
  if (String(received['connection'] ?? '').toLowerCase() !== 'close') return undefined;
  const message = 'the server closed the connection as idle (408)';
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', message, {
    phase: 'request',
    reused: true,
    bytesWritten,
  });
}
