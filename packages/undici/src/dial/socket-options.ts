// The options of sockets: their parsers, their identity, and the options for `net.connect()`.
import { isMocked } from './mocked-request.ts';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { option, MAX_TIMER_MS, refuse, type OptionParser } from '@sluice/core/plugin';
import { callerLookup, systemLookup } from '@sluice/core/transport';
import { ownCopy, unpolluted } from '@sluice/core/internal';
import { contentOf } from '@sluice/pool';
import { sharedReads } from '../undici-internals/lent-reads.ts';

const { func, integer, string } = option;

/** The first peer of a connection: the destination, or its proxy. */
export interface ConnectTarget {
  /** Host name or address, without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/**
 * Opens a stream to a target, in place of a TCP connection. TLS and proxies run over this stream.
 * @param signal aborted when the dial must end, for example because no call has waited for the connection for 250 ms. A
 * stream that is returned after that is destroyed
 */
export type ConnectHook = (target: ConnectTarget, signal: AbortSignal) => Duplex | Promise<Duplex>;

/** How sockets are opened. Every option is part of the pool key: connections with different values are never shared. */
export interface SocketOptions {
  /** A Unix socket (or Windows pipe) for every request, regardless of its host. A redirect cannot select one. */
  readonly socketPath?: string | undefined;
  /** Opens connections in place of TCP; compared by identity. Not together with other socket options. Default: TCP. */
  readonly connect?: ConnectHook | undefined;
  /** Resolves names, with the signature of `dns.lookup`; compared by identity. Default: `dns.lookup`. */
  readonly lookup?: net.LookupFunction | undefined;
  /** The local address of connections. Default: chosen by the system. */
  readonly localAddress?: string | undefined;
  /** Use addresses of one family only. Default: both. */
  readonly family?: 4 | 6 | undefined;
  /**
   * The delay after which the next address is tried as well, in whole ms, at least 10 (RFC 8305); false tries only the
   * first address. Default: 250, as Node.
   */
  readonly happyEyeballs?: number | false | undefined;
  /**
   * Idle time in ms after which the system probes a connection, at least 1000; false for never. Default: 60000 (Go: 15000).
   */
  readonly tcpKeepAlive?: number | false | undefined;
}

const address: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string' || net.isIP(value) === 0) throw refuse(path, value, 'an IP address');
  return value;
};

const orOff =
  (parser: OptionParser<number>): OptionParser<number | false> =>
  (value, path) =>
    value === false ? false : parser(value, path);

/** One parser per option. */
export const SOCKET_FIELDS: {
  readonly [Name in keyof SocketOptions]-?: OptionParser<Exclude<SocketOptions[Name], undefined>>;
} = {
  socketPath: (value, path) => {
    const text = string(value, path);
    if (text === '' || text.includes('\0')) throw refuse(path, value, 'a path');
    return text;
  },
  connect: func<ConnectHook>(),
  lookup: func<net.LookupFunction>(),
  localAddress: address,
  family: (value, path) => {
    if (value !== 4 && value !== 6) throw refuse(path, value, '4 or 6');
    return value;
  },
  happyEyeballs: orOff(integer({ min: 10, max: MAX_TIMER_MS })),
  // The system counts in seconds, and uses its own default of hours for 0.
  tcpKeepAlive: orOff(integer({ min: 1_000, max: MAX_TIMER_MS })),
};

/**
 * Refuses options that contradict each other.
 * @throws OptionError
 */
export function checkSocketOptions(options: SocketOptions, path: string): void {
  const names = (Object.keys(SOCKET_FIELDS) as (keyof SocketOptions)[]).filter(
    (name) => options[name] !== undefined && name !== 'tcpKeepAlive',
  );
  const alone = names.find((name) => name === 'connect' || name === 'socketPath');
  if (alone !== undefined && names.length > 1) {
    const other = names.find((name) => name !== alone) as string;
    throw refuse(`${path}.${other}`, options[other as keyof SocketOptions], `left out beside '${alone}'`);
  }
}

/** A string that is equal for equal options; empty for the defaults. */
export function socketIdentity(options: SocketOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : contentOf(Object.fromEntries(given));
}

/** The options of `net.connect`. */
export function connectOptions(target: ConnectTarget, options: SocketOptions): net.NetConnectOpts {
  const { socketPath, lookup, localAddress, family, happyEyeballs, tcpKeepAlive = 60_000 } = ownCopy(options);
  // A polluted prototype must not determine where to connect.
  const onread = isMocked() ? undefined : sharedReads();
  if (socketPath !== undefined) return unpolluted({ path: socketPath, ...(onread && { onread }) });
  return unpolluted({
    host: target.hostname,
    port: target.port,
    noDelay: true,
    // After the parser has paused, one read stops the socket.
    readableHighWaterMark: 16_384,
    keepAlive: tcpKeepAlive !== false,
    ...(tcpKeepAlive !== false && { keepAliveInitialDelay: tcpKeepAlive }),
    ...(onread && { onread }),
    lookup: lookup === undefined ? systemLookup : callerLookup(lookup),
    ...(localAddress !== undefined && { localAddress }),
    ...(family !== undefined && { family }),
    ...(happyEyeballs === false && { autoSelectFamily: false }),
    ...(typeof happyEyeballs === 'number' && {
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: happyEyeballs,
    }),
  });
}
