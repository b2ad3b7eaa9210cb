import type http from 'node:http';
import type net from 'node:net';
import type { Clock } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';

/** Who wants to know of the dial for a request. */
export interface DialListener {
  /** A socket is being opened. Must not throw. */
  onDial(socket: net.Socket): void;
}

const kSocket = Symbol('the socket that is opened for a request');
const kListener = Symbol('who is told of it');

interface Dialed {
  [kSocket]?: net.Socket;
  [kListener]?: DialListener;
}

const times = new WeakMap<object, DialTimes>();

/** How long the dial of a socket took; undefined when no agent of this package made it. */
export function dialTimes(socket: object): DialTimes | undefined {
  return times.get(socket);
}

/**
 * Tells of the socket that an agent of this package opens because of a request, when it begins to: now, if it has begun.
 * The request may be served by another one before; then it is told of none, or of one that it will not get.
 * @param listener one per request
 */
export function onDial(request: http.ClientRequest, listener: DialListener): void {
  const socket = (request as Dialed)[kSocket];
  if (socket === undefined) (request as Dialed)[kListener] = listener;
  else listener.onDial(socket);
}

/** A socket is being opened because of a request. */
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
