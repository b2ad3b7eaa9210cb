import type http from 'node:http';
import type net from 'node:net';

/**
 * What Node's HTTP client and its agents say to each other beyond the documented API, and has been the same from
 * Node 12 to 24: the contract that every subclass of `http.Agent` with an `addRequest` of its own relies on.
 */
export interface AgentRequest extends http.ClientRequest {
  /** The request's own inactivity limit in ms. */
  timeout?: number | undefined;
  /** Its response has been read to the end. */
  readonly _ended?: boolean;
  /** The response, once its head is there. */
  readonly res?: http.IncomingMessage | null;
  /** The head as it was written; null before. */
  readonly _header?: string | null;
  /** Gives the request its socket; or, with an error, ends it. Without either it ends a destroyed request. */
  onSocket(socket: net.Socket | undefined, error?: unknown): void;
}

/** A socket that is or was used by a request. */
export interface AgentSocket extends net.Socket {
  /** The request it serves. */
  _httpMessage?: AgentRequest | null;
  /** TLS: the handshake is under way. */
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
