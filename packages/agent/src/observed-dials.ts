// The dials of requests, for callers that observe them.
import type http from 'node:http';
import type net from 'node:net';
import type { Clock } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';

/** Notified of the dial that a request causes. */
export interface DialListener {
  /** Called when the socket is created. Must not throw. */
  onDial(socket: net.Socket): void;
}

const kSocket = Symbol('the socket of the dial of a request');
const kListener = Symbol('the listener of the dial of a request');

interface Dialed {
  [kSocket]?: net.Socket;
  [kListener]?: DialListener;
}

const times = new WeakMap<object, DialTimes>();

/** How long the phases of a socket's dial took; undefined if the socket is not from an agent of this package. */
export function dialTimes(socket: object): DialTimes | undefined {
  return times.get(socket);
}

/**
 * Registers for the dial that a request causes; called at once if the dial has started. If the request gets another
 * connection first, there may be no dial, or one whose socket the request does not get.
 * @param listener the only listener of the request
 */
export function onDial(request: http.ClientRequest, listener: DialListener): void {
  const socket = (request as Dialed)[kSocket];
  if (socket === undefined) (request as Dialed)[kListener] = listener;
  else listener.onDial(socket);
}

/** For agents: a request has caused a dial. */
export function dialBegun(request: http.ClientRequest, socket: net.Socket, clock: Clock): void {
  measure(socket, clock);
  (request as Dialed)[kSocket] = socket;
  (request as Dialed)[kListener]?.onDial(socket);
}

/** Measures the phases of a dial that begins now. The socket of an agent of another kind may be any stream. */
function measure(socket: net.Socket, clock: Clock): void {
  const taken = {
    dns: undefined as number | undefined,
    connect: undefined as number | undefined,
    tls: undefined as number | undefined,
  };
  times.set(socket, taken);
  const startedAt = clock.now();
  socket.once('lookup', () => (taken.dns = clock.now() - startedAt));
  socket.once('connect', () => (taken.connect = clock.now() - startedAt));
  socket.once('secureConnect', () => (taken.tls = clock.now() - startedAt - (taken.connect ?? 0)));
}
