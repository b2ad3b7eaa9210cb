import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Request, Response } from 'got';
import { mayTrailBody } from '@sluice/core/transport';

/** Hears of a request under way in got. */
export interface GotListener {
  /** Node's request was made. */
  onRequest(native: ClientRequest): void;
  /** The response is there, and got is through with its headers. */
  onResponse(response: Response): void;
  /** The server changed the protocol. */
  onUpgrade(socket: { destroy(): void }): void;
  /** got's stream failed, or was closed before its end. */
  onError(stream: Request, error: unknown): void;
  /** The head of the response, before got sees it. */
  onHead(message: IncomingMessage): void;
  /** An informational response. */
  onInformation(): void;
  /** Node's request failed, which got may keep to itself. */
  onWireError(native: ClientRequest, error: unknown): void;
}

const kListener: unique symbol = Symbol('who hears of it');

type Heard<Source> = Source & { [kListener]?: GotListener };

/** Listens to got's stream until got is through with it. Shared functions, not closures: it sits on the hot path. */
export function listenToStream(stream: Heard<Request>, listener: GotListener): void {
  stream[kListener] = listener;
  stream.on('error', onError);
  stream.on('close', onClose);
  stream.on('request', onRequest);
  stream.on('response', onResponse);
  stream.on('upgrade', onUpgrade);
}

/** Listens to Node's request, before got. */
export function listenToRequest(native: Heard<ClientRequest>, listener: GotListener): void {
  native[kListener] = listener;
  native.prependListener('error', onWireError);
  native.prependListener('response', onHead);
  native.on('information', onInformation);
}

function onError(this: Heard<Request>, error: unknown): void {
  this[kListener]?.onError(this, error);
}

function onClose(this: Heard<Request>): void {
  // The code with which Node tells of an answer that ended early.
  this[kListener]?.onError(this, Object.assign(new Error('the stream was closed'), { code: 'ECONNRESET' }));
}

function onRequest(this: Heard<Request>, native: ClientRequest): void {
  this[kListener]?.onRequest(native);
}

function onResponse(this: Heard<Request>, response: Response): void {
  this[kListener]?.onResponse(response);
}

function onUpgrade(this: Heard<Request>, _head: unknown, socket: { destroy(): void }): void {
  this[kListener]?.onUpgrade(socket);
}

function onWireError(this: Heard<ClientRequest>, error: unknown): void {
  this[kListener]?.onWireError(this, error);
}

function onHead(this: Heard<ClientRequest>, message: IncomingMessage): void {
  const { statusCode = 0, headers } = message;
  // For agents that are not this project's too: with this they close the connection after the response.
  if (mayTrailBody(this.method, statusCode, headers)) this.shouldKeepAlive = false;
  this[kListener]?.onHead(message);
}

function onInformation(this: Heard<ClientRequest>): void {
  this[kListener]?.onInformation();
}
