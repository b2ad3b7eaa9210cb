// Tunnels through HTTP proxies (CONNECT).
import type { Duplex } from 'node:stream';
import { NetworkError } from '@sluice/core';
import { safeText } from '@sluice/core/plugin';
import { refusedTunnel } from '@sluice/core/transport';
import { Handshake } from './handshake.ts';
import type { ProxyHop } from './proxy-hop.ts';

/** The most bytes in the head of a response to CONNECT. */
const MAX_HEAD = 16_384;

const END = '\r\n\r\n';

/**
 * Opens a tunnel through an HTTP proxy (RFC 9110 section 9.3.6). The request has the target and the headers for the proxy,
 * and no header of the call. A response other than 2xx is an error; its body and its `location` are ignored.
 * @throws NetworkError `ERR_SLUICE_PROXY`, with the status in `proxyStatus`
 */
export async function openHttpTunnel(
  socket: Duplex,
  hop: ProxyHop,
  host: string,
  port: number,
): Promise<void> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  let head = `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n`;
  for (let index = 0; index < hop.headers.length; index += 2) {
    head += `${hop.headers[index]}: ${hop.headers[index + 1]}\r\n`;
  }
  const handshake = new Handshake(socket);
  handshake.send(`${head}\r\n`);
  const status = await answerOf(handshake, hop);
  if (status < 200 || status > 299) {
    throw refusedTunnel(`the proxy ${hop.label}`, status);
  }
  // A 2xx has no body, whatever its headers say: bytes after it would be read as bytes of the destination.
  if (handshake.hasMore) throw broken(hop, 'sent bytes into the tunnel before it was used');
}

/** The status of the final response. */
async function answerOf(handshake: Handshake, hop: ProxyHop): Promise<number> {
  for (let informational = 0; informational <= 20; informational++) {
    let head: string;
    try {
      head = (await handshake.readTo(END, MAX_HEAD)).toString('latin1');
    } catch (error) {
      if (error instanceof RangeError) throw broken(hop, `answered CONNECT with ${error.message}`);
      throw error;
    }
    const found = /^HTTP\/1\.[01] ([1-9]\d\d)(?: [^\r\n]*)?\r\n/.exec(head);
    if (found === null) throw broken(hop, `answered CONNECT with ${safeText(head.slice(0, 40))}`);
    const status = Number(found[1]);
    if (status === 101 || status >= 200) return status;
  }
  throw broken(hop, 'sent more than 20 informational responses');
}

function broken(hop: ProxyHop, what: string): NetworkError {
  return new NetworkError('ERR_SLUICE_PROXY', `the proxy ${hop.label} ${what}`, {
    phase: 'proxy',
    retryable: false,
  });
}
