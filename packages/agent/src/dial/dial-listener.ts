// The dial that a request causes: its socket, and how long its phases took.
import type http from 'node:http';
import type net from 'node:net';
import type { Clock } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';

/** Notified of the dial that a request causes. */
export interface DialListener {
  /** A socket is being opened. Must not throw. */
  onDial(socket: net.Socket): void;
}

const kSocket = Symbol('the socket that is opened for the request');
const kListener = Symbol('the listener of the dial');

interface Dialed {
  [kSocket]?: net.Socket;
  [kListener]?: DialListener;
}

const times = new WeakMap<object, DialTimes>();

/** How long the phases of a socket's dial took; undefined for a socket that no agent of this package opened. */
export function dialTimes(socket: object): DialTimes | undefined {
  return times.get(socket);
}

/**
 * Calls a listener when an agent of this package opens a socket because of a request; at once if the dial has begun. Another
 * connection may be available first and carry the request: then the listener is not called, or called with a socket that
 * another request gets.
 * @param listener one per request
 */
export function onDial(request: http.ClientRequest, listener: DialListener): void {
  const socket = (request as Dialed)[kSocket];
  if (socket === undefined) (request as Dialed)[kListener] = listener;
  else listener.onDial(socket);
}

/** Measures a dial that begins because of a request, and notifies the request's listener. */
export function dialBegun(request: http.ClientRequest, socket: net.Socket, clock: Clock): void {
  measure(socket, clock);
  (request as Dialed)[kSocket] = socket;
  (request as Dialed)[kListener]?.onDial(socket);
}

/** Measures the phases of a dial that begins now. A subclass of an agent may return any stream as its socket. */
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
