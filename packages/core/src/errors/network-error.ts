import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** Where in an exchange a connection failed. */
export type NetworkPhase = 'dns' | 'connect' | 'tls' | 'proxy' | 'request' | 'response' | 'body';

/** The codes a {@link NetworkError} can carry. */
export type NetworkErrorCode =
  | 'ERR_SLUICE_DNS'
  | 'ERR_SLUICE_CONNECT'
  | 'ERR_SLUICE_TLS'
  | 'ERR_SLUICE_PROXY'
  | 'ERR_SLUICE_CONNECTION_LOST'
  | 'ERR_SLUICE_PROTOCOL';

/** What is known of the wire when a connection failed. */
export interface NetworkErrorDetails extends ErrorDetails {
  /** Where it failed. */
  readonly phase: NetworkPhase;
  /** The connection had served an earlier exchange. Default: false. */
  readonly reused?: boolean;
  /**
   * Bytes of this request handed to the socket; 0 means that the server cannot have seen it, so that any request may be
   * sent again. Default: 0 in the phases before the request (`dns`, `connect`, `tls`, `proxy`); in the others 1, since
   * what is not known may have been sent.
   */
  readonly bytesWritten?: number;
  /** Any byte of a response had arrived. Default: whether `phase` is `body`. */
  readonly responseStarted?: boolean;
  /** False when another attempt cannot help, for example a certificate that is not trusted. Default: true. */
  readonly retryable?: boolean;
  /**
   * The server said that it did not process the request, so that any request may be sent again, also one of which bytes
   * were written (RFC 9113 section 8.7). Default: false.
   */
  readonly unprocessed?: boolean;
  /** What a proxy answered in place of a connection: the status of its answer to CONNECT, or a SOCKS5 reply code. */
  readonly proxyStatus?: number;
  /** The TLS alert the peer broke off with, by its name in RFC 8446, such as `certificate_required`. */
  readonly tlsAlert?: string | undefined;
}

/** Phases that a request may have been sent in, in part at least. */
const MAY_BE_SENT: ReadonlySet<NetworkPhase> = new Set(['request', 'response', 'body']);

/**
 * The connection could not be made, or broke. `systemCode` is the code of the operating system, of TLS or of
 * the parser (`ECONNREFUSED`, `ECONNRESET`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …), also found on `cause`.
 */
export class NetworkError extends SluiceError {
  /** Where it failed. */
  readonly phase: NetworkPhase;
  /** The code of what lies beneath, if it has one. */
  readonly systemCode: string | undefined;
  /** The connection had served an earlier exchange. */
  readonly reused: boolean;
  /** Bytes of this request handed to the socket; 0 means that the server cannot have seen it. */
  readonly bytesWritten: number;
  /** Any byte of a response had arrived. */
  readonly responseStarted: boolean;
  /** False when another attempt cannot help. */
  readonly retryable: boolean;
  /** The server said that it did not process the request: any request may be sent again (RFC 9113 section 8.7). */
  readonly unprocessed: boolean;
  /** What a proxy answered in place of a connection: the status of its answer to CONNECT, or a SOCKS5 reply code. */
  readonly proxyStatus: number | undefined;
  /** The TLS alert the peer broke off with, by its name in RFC 8446, such as `certificate_required`. */
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
