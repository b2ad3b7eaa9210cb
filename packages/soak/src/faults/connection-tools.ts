import type net from 'node:net';
import type { FrameTap } from '../origin/http2/frame-tap.ts';
import type { ServerTls } from '../origin/tls-contexts.ts';

/** How TLS is spoken on one connection. */
export interface TlsManner {
  /** Default: a certificate that is in order, any version. */
  readonly context?: ServerTls;
  /** Refuses clients without a certificate. Default: false. */
  readonly wantsCertificate?: boolean;
  /** Protocols the server agrees to. Default: HTTP/1.1. */
  readonly alpn?: readonly string[];
}

/** What a fault of a connection can do with it. */
export interface ConnectionTools {
  readonly socket: net.Socket;
  /** Which connection of its server this is, from 0. */
  readonly index: number;
  /** Speaks HTTP/1.1 on it, healthily; over TLS if `manner` is given. */
  serveHttp1(manner?: TlsManner): void;
  /**
   * Speaks HTTP/2 over TLS on it.
   * @param meddle is given the frames before the first one passes
   */
  serveHttp2(meddle?: (tap: FrameTap) => void, settings?: { readonly maxConcurrentStreams?: number }): void;
  /** Makes the handshake of TLS, and hands over what comes after it. */
  secure(manner: TlsManner, onSecure: (socket: net.Socket) => void): void;
  /** Sends an RST. */
  reset(): void;
}
