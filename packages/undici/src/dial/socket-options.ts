import net from 'node:net';
import type { Duplex } from 'node:stream';
import { option, MAX_TIMER_MS, refuse, type OptionParser } from '@sluice/core/plugin';
import { systemLookup } from '@sluice/core/transport';
import { ownCopy, unpolluted } from '@sluice/core/internal';
import { contentOf } from '@sluice/pool';
import { callerLookup } from './caller-lookup.ts';

const { func, integer, string } = option;

/** Where a connection begins: the destination, or the proxy on the way to it. */
export interface ConnectTarget {
  /** Host name or address, without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/**
 * Opens the way to a target in place of TCP. TLS and proxies come on top of what it returns.
 * @param signal aborted when the dial must end, as when no call has waited for the connection for 250 ms; what is then
 * still returned is destroyed
 */
export type ConnectHook = (target: ConnectTarget, signal: AbortSignal) => Duplex | Promise<Duplex>;

/** How sockets are opened. All are part of the key: connections opened in another way are never shared. */
export interface SocketOptions {
  /** A Unix socket (or Windows pipe) that every request goes to, whatever its host. Never chosen by a redirect. */
  readonly socketPath?: string | undefined;
  /** Opens connections in place of TCP; told apart by identity. Not together with the other socket options. */
  readonly connect?: ConnectHook | undefined;
  /** Resolves names, with the signature of `dns.lookup`; told apart by identity. Default: `dns.lookup`. */
  readonly lookup?: net.LookupFunction | undefined;
  /** The address connections come from. Default: the system's choice. */
  readonly localAddress?: string | undefined;
  /** Addresses of one kind alone. Default: both. */
  readonly family?: 4 | 6 | undefined;
  /**
   * How long one address is tried before the next is tried beside it, in whole ms, at least 10 (RFC 8305); false tries only
   * the first. Default: Node's, 250.
   */
  readonly happyEyeballs?: number | false | undefined;
  /**
   * Idle time in ms, at least 1000, after which the system probes a connection; false for never. Default: 60000
   * (Go: 15000).
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
  // The system counts in seconds, and takes 0 for its own default of hours.
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

/** Text by which two ways to open sockets are the same or not; empty for the default one. */
export function socketIdentity(options: SocketOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : contentOf(Object.fromEntries(given));
}

/** The options of `net.connect`. */
export function connectOptions(target: ConnectTarget, options: SocketOptions): net.NetConnectOpts {
  const { socketPath, lookup, localAddress, family, happyEyeballs, tcpKeepAlive = 60_000 } = ownCopy(options);
  // A polluted prototype must not say where to connect.
  if (socketPath !== undefined) return unpolluted({ path: socketPath });
  return unpolluted({
    host: target.hostname,
    port: target.port,
    noDelay: true,
    // One read behind a pause of the parser is enough to stop the socket.
    readableHighWaterMark: 16_384,
    keepAlive: tcpKeepAlive !== false,
    ...(tcpKeepAlive !== false && { keepAliveInitialDelay: tcpKeepAlive }),
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
