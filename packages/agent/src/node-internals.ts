// The contract between Node's HTTP client and its agents, beyond the documented API.
import type http from 'node:http';
import type net from 'node:net';

/**
 * A request as an agent sees it. These members have been the same from Node 12 to 24: every subclass of `http.Agent` with
 * its own `addRequest` relies on them.
 */
export interface AgentRequest extends http.ClientRequest {
  /** The inactivity limit of the request, in ms. */
  timeout?: number | undefined;
  /** Whether the response was read to its end. */
  readonly _ended?: boolean;
  /** The response, once its head has arrived. */
  readonly res?: http.IncomingMessage | null;
  /** The head as it was written; null before it was written. */
  readonly _header?: string | null;
  /** Passes the socket to the request, or ends the request with an error. Without either, ends a destroyed request. */
  onSocket(socket: net.Socket | undefined, error?: unknown): void;
}

/** A socket that carries or carried a request. */
export interface AgentSocket extends net.Socket {
  /** The request that the socket carries. */
  _httpMessage?: AgentRequest | null;
  /** TLS: whether the handshake is in progress. */
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
