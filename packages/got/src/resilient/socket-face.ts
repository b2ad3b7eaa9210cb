// The connection of a response with the API of a `net.Socket`, for got and its users.
import { EventEmitter } from 'node:events';
import type { ConnectionInfo } from '@sluice/core';

/** The request that a connection carries. */
interface CarriedRequest {
  readonly protocol: string;
  readonly destroyed: boolean;
  destroy(error?: Error): unknown;
}

/** The facts about a connection, under the names of a `net.Socket`. */
export class SocketFace extends EventEmitter {
  readonly connecting = false;
  /** The address of the peer. */
  readonly remoteAddress: string | undefined;
  /** Whether the connection is TLS. */
  readonly encrypted: boolean;
  /** The protocol: `h2` or `http/1.1`; `false` without TLS, as in Node. */
  readonly alpnProtocol: string | false;
  readonly #request: CarriedRequest;

  constructor(request: CarriedRequest, connection: ConnectionInfo | undefined) {
    super();
    this.#request = request;
    this.remoteAddress = connection?.remoteAddress;
    this.encrypted = request.protocol === 'https:';
    this.alpnProtocol = this.encrypted ? (connection?.protocol ?? 'http/1.1') : false;
  }

  /** Whether the request was aborted, and its connection with it. */
  get destroyed(): boolean {
    return this.#request.destroyed;
  }

  /** Aborts the request if its response is not complete. The connection itself belongs to the pool. */
  destroy(error?: Error): this {
    this.#request.destroy(error);
    return this;
  }
}
