// The error of a connection that could not be established, or broke.
import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** The phase of an exchange in which a connection failed. */
export type NetworkPhase = 'dns' | 'connect' | 'tls' | 'proxy' | 'request' | 'response' | 'body';

/** The codes of a {@link NetworkError}. */
export type NetworkErrorCode =
  | 'ERR_SLUICE_DNS'
  | 'ERR_SLUICE_CONNECT'
  | 'ERR_SLUICE_TLS'
  | 'ERR_SLUICE_PROXY'
  | 'ERR_SLUICE_CONNECTION_LOST'
  | 'ERR_SLUICE_PROTOCOL';

/** The state of the wire when a connection failed. */
export interface NetworkErrorDetails extends ErrorDetails {
  /** The phase in which it failed. */
  readonly phase: NetworkPhase;
  /** The connection had served an earlier exchange. Default: false. */
  readonly reused?: boolean;
  /**
   * Bytes of this request that were written to the socket; 0 means that the server cannot have seen the request, so that
   * any request may be sent again. Default: 0 in the phases before the request (`dns`, `connect`, `tls`, `proxy`); 1 in
   * the others, since some bytes may have been sent.
   */
  readonly bytesWritten?: number;
  /** A byte of a response had arrived. Default: true if `phase` is `body`. */
  readonly responseStarted?: boolean;
  /** False if another attempt cannot succeed, for example because a certificate is not trusted. Default: true. */
  readonly retryable?: boolean;
  /**
   * The server said that it did not process the request, so that any request may be sent again, even if bytes of it were
   * written (RFC 9113 section 8.7). Default: false.
   */
  readonly unprocessed?: boolean;
  /** The answer of a proxy that refused the connection: the status of its response to CONNECT, or a SOCKS5 reply code. */
  readonly proxyStatus?: number;
  /** The TLS alert with which the peer closed the connection, by its name in RFC 8446: `certificate_required`, … */
  readonly tlsAlert?: string | undefined;
}

/** Phases in which at least a part of a request may have been sent. */
const MAY_BE_SENT: ReadonlySet<NetworkPhase> = new Set(['request', 'response', 'body']);

/**
 * The connection could not be established, or broke. `systemCode` is the code of the operating system, of TLS or of the
 * parser (`ECONNREFUSED`, `ECONNRESET`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …), which `cause` has too.
 */
export class NetworkError extends SluiceError {
  /** The phase in which it failed. */
  readonly phase: NetworkPhase;
  /** The code of the cause, if it has one. */
  readonly systemCode: string | undefined;
  /** The connection had served an earlier exchange. */
  readonly reused: boolean;
  /** Bytes of this request that were written to the socket; 0 means that the server cannot have seen the request. */
  readonly bytesWritten: number;
  /** A byte of a response had arrived. */
  readonly responseStarted: boolean;
  /** False if another attempt cannot succeed. */
  readonly retryable: boolean;
  /** The server said that it did not process the request: any request may be sent again (RFC 9113 section 8.7). */
  readonly unprocessed: boolean;
  /** The answer of a proxy that refused the connection: the status of its response to CONNECT, or a SOCKS5 reply code. */
  readonly proxyStatus: number | undefined;
  /** The TLS alert with which the peer closed the connection, by its name in RFC 8446: `certificate_required`, … */
  readonly tlsAlert: string | undefined;

  static {
    nameKind(this, 'NetworkError');
  }

  constructor(code: NetworkErrorCode, message: string, details: NetworkErrorDetails) {
    super(code, message, details);
    const systemCode = (details.cause as { code?: unknown } | undefined)?.code;
    this.phase = details.phase;
    this.systemCode = typeof systemCode === 'string' ? systemCode : undefined;
    this.reused = details.reused ?? false;
    this.bytesWritten = details.bytesWritten ?? (MAY_BE_SENT.has(details.phase) ? 1 : 0);
    this.responseStarted = details.responseStarted ?? details.phase === 'body';
    this.retryable = details.retryable ?? true;
    this.unprocessed = details.unprocessed ?? false;
    this.proxyStatus = details.proxyStatus;
    this.tlsAlert = details.tlsAlert;
  }

  protected override details(): Record<string, unknown> {
    return {
      phase: this.phase,
      systemCode: this.systemCode,
      reused: this.reused,
      bytesWritten: this.bytesWritten,
      ...(this.unprocessed && { unprocessed: true }),
      ...(this.proxyStatus !== undefined && { proxyStatus: this.proxyStatus }),
      ...(this.tlsAlert !== undefined && { tlsAlert: this.tlsAlert }),
    };
  }
}
