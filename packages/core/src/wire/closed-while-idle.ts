// The response 408 with which a server says that it closes an idle connection.
import { NetworkError } from '../errors/network-error.ts';
import type { ReceivedHeaders } from './response-framing.ts';

/**
 * For transports: the error for a 408 on a reused connection, if it says "I close this idle connection" and crossed our
 * request (RFC 9110 section 15.5.9). It may as well be the answer to what was written, so the request is one that the
 * server can have seen; if it must not be sent twice, the 408 is its response.
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
