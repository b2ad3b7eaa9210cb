// The events of a request in got.
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import type { Request, Response } from 'got';
import { mayTrailBody } from '@sluice/core/transport';
import { watchSession } from './http2-sessions.ts';

/** Notified of the events of a request in got. */
export interface GotListener {
  /** Node's request was created. */
  onRequest(native: ClientRequest): void;
  /** The response has arrived, and got has processed its headers. */
  onResponse(response: Response): void;
  /** The server changed the protocol. */
  onUpgrade(socket: { destroy(): void }): void;
  /** got's stream failed, or was closed before its end. */
  onError(stream: Request, error: unknown): void;
  /** The head of the response has arrived; got has not processed it yet. */
  onHead(message: IncomingMessage): void;
  /** An informational response has arrived. */
  onInformation(): void;
  /** Node's request failed, which got may not report. */
  onWireError(native: ClientRequest, error: unknown): void;
}

const kListener: unique symbol = Symbol('the listener');

type Observed<Source> = Source & { [kListener]?: GotListener };

/** Listens to got's stream. With shared functions, so that no closure is allocated per call. */
export function listenToStream(stream: Observed<Request>, listener: GotListener): void {
  stream[kListener] = listener;
  stream.on('error', onError);
  stream.on('close', onClose);
  stream.on('request', onRequest);
  stream.on('response', onResponse);
  stream.on('upgrade', onUpgrade);
}

/** Listens to Node's request, before got does. */
export function listenToRequest(native: Observed<ClientRequest>, listener: GotListener): void {
  native[kListener] = listener;
  native.prependListener('error', onWireError);
  native.prependListener('response', onHead);
  native.on('information', onInformation);
  if (!(native instanceof http.ClientRequest)) watchSession(native);
}

function onError(this: Observed<Request>, error: unknown): void {
  this[kListener]?.onError(this, error);
}

function onClose(this: Observed<Request>): void {
  // The code of Node.js for a response that ended early.
  this[kListener]?.onError(this, Object.assign(new Error('the stream was closed'), { code: 'ECONNRESET' }));
}

function onRequest(this: Observed<Request>, native: ClientRequest): void {
  this[kListener]?.onRequest(native);
}

function onResponse(this: Observed<Request>, response: Response): void {
  this[kListener]?.onResponse(response);
}

function onUpgrade(this: Observed<Request>, _head: unknown, socket: { destroy(): void }): void {
  this[kListener]?.onUpgrade(socket);
}

function onWireError(this: Observed<ClientRequest>, error: unknown): void {
  this[kListener]?.onWireError(this, error);
}

function onHead(this: Observed<ClientRequest>, message: IncomingMessage): void {
  const { statusCode = 0, headers } = message;
  // Also for agents of other packages, which then close the connection after the response.
  if (mayTrailBody(this.method, statusCode, headers)) this.shouldKeepAlive = false;
  this[kListener]?.onHead(message);
}

function onInformation(this: Observed<ClientRequest>): void {
  this[kListener]?.onInformation();
}
