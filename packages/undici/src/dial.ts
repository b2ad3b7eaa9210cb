import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@sluice/core';
import { Deadline } from './deadline.ts';
import { secure, type SecureTarget } from './secure.ts';
import { dialError } from './wire-errors.ts';

/** Where to connect to, and how. Made once per destination, never changed. */
export interface Route {
  /** Host name or address, without brackets. */
  readonly hostname: string;
  /** Port number. */
  readonly port: number;
  /** TLS with the destination; undefined for plain HTTP. */
  readonly secure: SecureTarget | undefined;
}

/** Limits of a dial, in ms; Infinity for none. */
export interface DialLimits {
  /** Until the destination is reached, everything on the way included. */
  readonly connect: number;
  /** The TLS handshake with the destination. */
  readonly tlsHandshake: number;
}

/** A socket that is connected, and how long that took. */
export interface Dialed {
  readonly socket: Duplex;
  /** The protocol agreed on by ALPN; undefined when none was. */
  readonly protocol: string | undefined;
  /** Name resolution, TCP and what else is on the way, in ms. */
  readonly connectTime: number;
  /** TLS handshake, in ms; undefined without TLS. */
  readonly tlsTime: number | undefined;
}

/**
 * Opens a connection, trying the addresses of the host as Node.js does (happy eyeballs, RFC 8305).
 * @throws NetworkError, or TimeoutError of phase `connect` or `tlsHandshake`
 */
export async function dial(
  route: Route,
  limits: DialLimits,
  clock: Clock,
  signal: AbortSignal,
): Promise<Dialed> {
  const deadline = new Deadline(clock, signal);
  const startedAt = clock.now();
  let connected = false;
  try {
    deadline.check();
    deadline.arm('connect', limits.connect);
    const socket = await open(route, deadline);
    connected = true;
    const connectedAt = clock.now();
    const connectTime = connectedAt - startedAt;
    if (route.secure === undefined) return { socket, protocol: undefined, connectTime, tlsTime: undefined };
    deadline.arm('tlsHandshake', limits.tlsHandshake);
    const secured = deadline.guard(secure(socket, route.secure));
    await deadline.until(secured, 'secureConnect');
    const protocol = secured.alpnProtocol === false ? undefined : (secured.alpnProtocol ?? undefined);
    return { socket: secured, protocol, connectTime, tlsTime: clock.now() - connectedAt };
  } catch (error) {
    deadline.destroy();
    throw deadline.signal.aborted ? deadline.signal.reason : dialError(error, route.hostname, connected);
  } finally {
    deadline.stop();
  }
}

async function open(route: Route, deadline: Deadline): Promise<Duplex> {
  const { hostname: host, port } = route;
  const socket = deadline.guard(
    net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }),
  );
  await deadline.until(socket, 'connect');
  return socket;
}
