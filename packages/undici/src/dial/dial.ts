// The dial of a connection: name resolution, TCP, proxy and TLS.
import net from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import { isUnchecked, type DialTimes } from '@sluice/core/transport';
import { Deadline } from '../wire/dial-deadline.ts';
import { openHttpTunnel } from '../proxy/http-tunnel.ts';
import type { ProxyHop } from '../proxy/proxy-hop.ts';
import { secure, type SecureTarget } from '../tls/secure.ts';
import { dialAsNodeRequest, isStandIn } from './mocked-request.ts';
import { connectOptions, type ConnectTarget, type SocketOptions } from './socket-options.ts';
import { openSocks5 } from '../proxy/socks5.ts';
import type { WireSocket } from '../wire/wire-socket.ts';
import { dialError, proxyError, resolutionError } from './dial-errors.ts';

/** The peer of a connection and the way to it. Created once per destination; immutable. */
export interface Route extends ConnectTarget {
  /** TLS with the destination; undefined for plain HTTP. */
  readonly secure: SecureTarget | undefined;
  /** The proxy on the way. */
  readonly proxy: ProxyHop | undefined;
  /** Requests are sent to the proxy itself, without a tunnel. */
  readonly forwards: boolean;
  /** How the socket is opened. */
  readonly sockets: SocketOptions;
}

/** Limits of a dial, in ms; Infinity for none. */
export interface DialLimits {
  /** Until the destination is reached: name resolution, TCP, and the proxy's part. */
  readonly connect: number;
  /** The TLS handshake with the destination. */
  readonly tlsHandshake: number;
}

/** A connected socket, and the times of its dial. */
export interface Dialed {
  readonly socket: Duplex;
  readonly times: DialTimes;
  /** The stream below TLS with the destination; without TLS the same as `socket`. */
  readonly base: Duplex;
  /** The protocol that ALPN selected; undefined if none. */
  readonly protocol: string | undefined;
  /** The environment had disabled the check of certificates, of the destination or of the proxy. */
  readonly unchecked: boolean;
}

/** The times of failed dials, by error. */
const failed = new WeakMap<Error, DialTimes>();

/** The times of the dial that failed with an error, including the phase in progress; undefined for other errors. */
export function timesOf(error: unknown): DialTimes | undefined {
  return error instanceof Error ? failed.get(error) : undefined;
}

/**
 * Opens a connection. Tries the addresses of the host as Node does (happy eyeballs, RFC 8305). A connecting socket keeps
 * the process alive, a connected one does not.
 * @param signal ends the dial
 * @param abandoned ends the dial if its socket has not connected yet
 * @throws NetworkError, or TimeoutError of phase `connect` or `tlsHandshake`
 */
export async function dial(
  route: Route,
  limits: DialLimits,
  clock: Clock,
  signal: AbortSignal,
  abandoned: AbortSignal,
): Promise<Dialed> {
  const deadline = new Deadline(clock, signal, abandoned);
  const startedAt = clock.now();
  let connectedAt: number | undefined;
  let dns: number | undefined;
  let unresolved: unknown;
  const onResolved = (error: unknown): void => {
    dns ??= clock.now() - startedAt;
    unresolved = error;
  };
  try {
    deadline.check();
    deadline.arm('connect', limits.connect);
    const { proxy } = route;
    const socket =
      proxy === undefined
        ? await open(route, route.sockets, deadline, onResolved)
        : await openThrough(proxy, route, deadline, onResolved);
    connectedAt = clock.now();
    const connect = connectedAt - startedAt;
    if (route.secure === undefined) {
      const unchecked = isUnchecked(socket);
      const times = { dns, connect, tls: undefined };
      return { socket, times, base: socket, protocol: undefined, unchecked };
    }
    deadline.arm('tlsHandshake', limits.tlsHandshake);
    const target = route.secure;
    const over = isStandIn(socket) ? route.port : socket;
    const secured = deadline.guard(dialAsNodeRequest(() => secure(over, target)));
    await deadline.until(secured, 'secureConnect');
    const protocol = secured.alpnProtocol === false ? undefined : (secured.alpnProtocol ?? undefined);
    return {
      socket: secured,
      times: { dns, connect, tls: clock.now() - connectedAt },
      base: socket,
      protocol,
      unchecked: isUnchecked(secured) || isUnchecked(socket),
    };
  } catch (error) {
    deadline.destroy();
    let reason: unknown;
    if (deadline.signal.aborted) reason = deadline.signal.reason;
    else if (error instanceof Error && error === unresolved) reason = resolutionError(error, route.hostname);
    else reason = dialError(error, shown(route), connectedAt !== undefined);
    const now = clock.now();
    const tls = connectedAt === undefined ? undefined : now - connectedAt;
    const times = { dns, connect: (connectedAt ?? now) - startedAt, tls };
    if (reason instanceof Error) failed.set(reason, times);
    throw reason;
  } finally {
    deadline.stop();
  }
}

/** Host and port as in a URL. */
function shown({ hostname, port }: ConnectTarget): string {
  return net.isIPv6(hostname) ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

async function open(
  target: ConnectTarget,
  sockets: SocketOptions,
  deadline: Deadline,
  onResolved: (error: unknown) => void,
): Promise<Duplex> {
  deadline.connecting();
  const socket: WireSocket =
    sockets.connect === undefined
      ? await connect(target, sockets, deadline, onResolved)
      : await connectByHook(target, sockets.connect, deadline);
  deadline.connected();
  // Not earlier: Node creates a handle for each address that it tries.
  socket.unref?.();
  return socket;
}

async function connect(
  target: ConnectTarget,
  sockets: SocketOptions,
  deadline: Deadline,
  onResolved: (error: unknown) => void,
): Promise<net.Socket> {
  const options = connectOptions(target, sockets);
  const socket = deadline.guard(dialAsNodeRequest(() => net.connect(options)));
  socket.once('lookup', onResolved);
  await deadline.until(socket, 'connect');
  socket.off('lookup', onResolved);
  return socket;
}

/** Opens a stream by the option `connect`. @throws the reason if the dial must end first */
async function connectByHook(
  { hostname, port }: ConnectTarget,
  hook: NonNullable<SocketOptions['connect']>,
  deadline: Deadline,
): Promise<Duplex> {
  const opening = Promise.resolve(hook({ hostname, port }, deadline.signal)).then((socket: unknown) => {
    if (!(socket instanceof Duplex)) {
      throw refuse(
        'transport.connect',
        socket,
        'a function that returns a Duplex stream, or a promise of one',
      );
    }
    // Guarded at once: if the dial is over by now, this destroys the stream.
    return deadline.guard(socket);
  });
  const socket = await deadline.orOver(opening);
  if (socket instanceof net.Socket && socket.connecting) await deadline.until(socket, 'connect');
  return socket;
}

async function openThrough(
  proxy: ProxyHop,
  route: Route,
  deadline: Deadline,
  onResolved: (error: unknown) => void,
): Promise<Duplex> {
  let reached = false;
  try {
    let socket = await open(proxy, route.sockets, deadline, onResolved);
    reached = true;
    if (proxy.secure !== undefined) {
      const secured = deadline.guard(secure(socket, proxy.secure));
      await deadline.until(secured, 'secureConnect');
      socket = secured;
    }
    if (route.forwards) return socket;
    const tunnel = proxy.kind === 'http' ? openHttpTunnel : openSocks5;
    await tunnel(socket, proxy, route.hostname, route.port);
    return socket;
  } catch (error) {
    throw deadline.signal.aborted ? error : proxyError(error, proxy, reached);
  }
}
