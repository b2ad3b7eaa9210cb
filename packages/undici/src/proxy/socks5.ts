// Connections through SOCKS5 proxies.
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { NetworkError } from '@sluice/core';
import { Handshake } from './handshake.ts';
import type { ProxyHop } from './proxy-hop.ts';

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

/** The refusals of a SOCKS5 server (RFC 1928 section 6), and whether a retry may help. */
const REPLIES: Readonly<Record<number, readonly [meaning: string, retryable: boolean]>> = {
  1: ['general failure', true],
  2: ['not allowed by its rules', false],
  3: ['network unreachable', true],
  4: ['host unreachable', true],
  5: ['connection refused', true],
  6: ['TTL expired', true],
  7: ['command not supported', false],
  8: ['address type not supported', false],
};

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928), with user and password if the proxy has them (RFC 1929). The proxy
 * resolves host names.
 * @throws NetworkError `ERR_SLUICE_PROXY`, with the code of the reply in `proxyStatus`
 */
export async function openSocks5(socket: Duplex, hop: ProxyHop, host: string, port: number): Promise<void> {
  const handshake = new Handshake(socket);
  await authenticate(handshake, hop);
  handshake.send(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressOf(hop, host), portBytes(port)]));
  const [version, reply, , kind] = await handshake.read(4);
  if (version !== VERSION) throw broken(hop, 'does not speak SOCKS5');
  if (reply !== 0) {
    const [meaning, retryable] = REPLIES[reply as number] ?? [`code ${reply}`, false];
    throw broken(hop, `refused the connection (${meaning})`, retryable, reply);
  }
  await handshake.read(2 + (await boundLength(handshake, hop, kind as number)));
  if (handshake.hasMore) throw broken(hop, 'sent bytes before the connection was used');
}

async function authenticate(handshake: Handshake, hop: ProxyHop): Promise<void> {
  const known = hop.username !== '' || hop.password !== '';
  const methods = known ? [NO_AUTHENTICATION, USER_AND_PASSWORD] : [NO_AUTHENTICATION];
  handshake.send(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await handshake.read(2);
  if (version !== VERSION) throw broken(hop, 'does not speak SOCKS5');
  if (method === NO_AUTHENTICATION) return;
  if (method !== USER_AND_PASSWORD || !known) {
    throw broken(hop, `requires a login ${known ? 'other than' : 'with'} user and password`);
  }
  const user = Buffer.from(hop.username);
  const password = Buffer.from(hop.password);
  handshake.send(
    Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
  );
  const [, status] = await handshake.read(2);
  if (status !== 0) throw broken(hop, 'refused the user and password of its URL', false, status);
}

function addressOf(hop: ProxyHop, host: string): Buffer {
  if (net.isIPv4(host)) return Buffer.from([IPV4, ...host.split('.').map(Number)]);
  if (net.isIPv6(host)) return Buffer.from([IPV6, ...ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw broken(hop, 'cannot be sent a host name of more than 255 bytes (RFC 1928)');
  return Buffer.concat([Buffer.from([NAME, name.length]), name]);
}

function ipv6Bytes(address: string): number[] {
  // A URL normalizes the address to hexadecimal groups, without a dotted part.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}

function portBytes(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255]);
}

async function boundLength(handshake: Handshake, hop: ProxyHop, kind: number): Promise<number> {
  if (kind === IPV4) return 4;
  if (kind === IPV6) return 16;
  if (kind === NAME) return (await handshake.read(1))[0] as number;
  throw broken(hop, 'answered with an address of unknown kind');
}

function broken(hop: ProxyHop, what: string, retryable = false, status?: number): NetworkError {
  return new NetworkError('ERR_SLUICE_PROXY', `the proxy ${hop.label} ${what}`, {
    phase: 'proxy',
    retryable,
    ...(status !== undefined && { proxyStatus: status }),
  });
}
