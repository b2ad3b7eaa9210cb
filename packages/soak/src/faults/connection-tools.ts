// The interface through which a fault acts on its connection.
import type net from 'node:net';
import type { FrameTap } from '../origin/http2/frame-tap.ts';
import type { ServerTls } from '../origin/tls-contexts.ts';

/** The server side of TLS on a connection. */
export interface ServedTls {
  /** The certificate and the versions. Default: a valid certificate, TLS 1.3. */
  readonly context?: ServerTls;
  /** Whether clients without a certificate are refused. Default: false. */
  readonly wantsCertificate?: boolean;
  /** The protocols that the server accepts. Default: HTTP/1.1. */
  readonly alpn?: readonly string[];
}

/** The interface through which a fault acts on its connection. */
export interface ConnectionTools {
  readonly socket: net.Socket;
  /** The number of the connection at its server, from 0. */
  readonly index: number;
  /** Serves HTTP/1.1 without a fault; over TLS if `tls` is given. */
  serveHttp1(tls?: ServedTls): void;
  /**
   * Serves HTTP/2 over TLS.
   * @param addRules called with the tap before the first frame, to add rules
   */
  serveHttp2(addRules?: (tap: FrameTap) => void, settings?: { readonly maxConcurrentStreams?: number }): void;
  /** Performs the TLS handshake and passes on the secured socket. */
  secure(tls: ServedTls, onSecure: (socket: net.Socket) => void): void;
  /** Sends an RST. */
  reset(): void;
}
