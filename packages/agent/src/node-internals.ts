// Undocumented properties that Node's HTTP client and its agents share.
import type http from 'node:http';
import type net from 'node:net';

/**
 * A request with the undocumented properties that Node's HTTP client and its agents share. They are the same from Node 12 to
 * 24, since every subclass of `http.Agent` with its own `addRequest` relies on them.
 */
export interface AgentRequest extends http.ClientRequest {
  /** The inactivity limit of the request, in ms. */
  timeout?: number | undefined;
  /** Whether its response was read to the end. */
  readonly _ended?: boolean;
  /** The response, once its head has arrived. */
  readonly res?: http.IncomingMessage | null;
  /** The head as written; null before that. */
  readonly _header?: string | null;
  /** Gives the request its socket, or fails it with an error. Without either, ends a destroyed request. */
  onSocket(socket: net.Socket | undefined, error?: unknown): void;
}

/** A socket of a request, with the undocumented properties. */
export interface AgentSocket extends net.Socket {
  /** Its current request. */
  _httpMessage?: AgentRequest | null;
  /** Whether its TLS handshake is in progress. */
  secureConnecting?: boolean;
}

/** The options of a request merged with those of its agent. */
export interface TargetOptions {
  host?: string | undefined;
  port?: number | string | undefined;
  defaultPort?: number | string | undefined;
  path?: string | null | undefined;
  socketPath?: string | undefined;
  servername?: string | undefined;
  session?: Buffer | undefined;
  [option: string]: unknown;
}
