// Why an HTTP/2 stream ended without a complete response.
import http2 from 'node:http2';

const { constants } = http2;

/** The server did not process the request, or did not receive it: any method may be sent again (RFC 9113 section 8.7). */
export class UnprocessedError extends Error {
  readonly code = 'ERR_HTTP2_UNPROCESSED';
  /** Only the connection ended: the server accepts requests on another connection, so no backoff is needed. */
  readonly onlyConnectionEnded: boolean;
  /** The code of the RST_STREAM frame; undefined if the server sent none. */
  readonly resetCode: number | undefined;

  constructor(message: string, onlyConnectionEnded: boolean, cause?: unknown, resetCode?: number) {
    super(message, { cause });
    this.onlyConnectionEnded = onlyConnectionEnded;
    this.resetCode = resetCode;
  }
}

const NAMES = new Map<number, string>(
  Object.entries(constants)
    .filter(([name]) =>
      /^NGHTTP2_(NO_ERROR|[A-Z0-9_]*(ERROR|STREAM|TIMEOUT|CLOSED|CANCEL|CALM|SECURITY|REQUIRED))$/.test(name),
    )
    .filter(
      ([, value]) => typeof value === 'number' && value >= 0 && value <= constants.NGHTTP2_HTTP_1_1_REQUIRED,
    )
    .map(([name, value]) => [value as number, name.slice('NGHTTP2_'.length)]),
);

/** The stream was reset with an error code. */
export class StreamResetError extends Error {
  readonly code: string;
  /** The code of the RST_STREAM frame. */
  readonly resetCode: number;
  /** False for the code with which Node.js itself resets the stream of a body that is shorter than declared. */
  readonly byServer: boolean;

  constructor(code: number, cause: unknown) {
    super(`the stream was reset (${nameOf(code)})`, { cause });
    this.code = errorCode(code);
    this.resetCode = code;
    this.byServer = code !== constants.NGHTTP2_PROTOCOL_ERROR;
  }
}

/** A GOAWAY frame of the server. */
export interface GoAway {
  readonly code: number;
  /** The last stream that the server processed. */
  readonly lastStream: number;
}

/**
 * The error of a stream that ended before its response was complete.
 * @param stream its number; undefined if the stream was never opened
 * @param headed whether the head of the response had arrived, so that the server has processed the stream
 */
export function streamError(
  stream: number | undefined,
  code: number,
  goAway: GoAway | undefined,
  cause: unknown,
  headed: boolean,
): Error {
  if (stream === undefined) return new UnprocessedError('the stream was never sent', true, cause);
  if (goAway !== undefined && stream > goAway.lastStream) {
    // A server that processed earlier streams ends this connection, not its service.
    const onlyConnectionEnded = goAway.code === constants.NGHTTP2_NO_ERROR && goAway.lastStream > 0;
    const message = 'the server sent GOAWAY before it processed the stream';
    return new UnprocessedError(message, onlyConnectionEnded, cause);
  }
  if (code === constants.NGHTTP2_REFUSED_STREAM && !headed) {
    return new UnprocessedError('the server refused the stream', false, cause, code);
  }
  if (goAway !== undefined && goAway.code !== constants.NGHTTP2_NO_ERROR) {
    const message = `the server sent GOAWAY (${nameOf(goAway.code)})`;
    return Object.assign(new Error(message, { cause }), { code: errorCode(goAway.code) });
  }
  const causeCode = (cause as { code?: unknown } | undefined)?.code;
  // Node.js resets the streams of a session that failed, each with an error code and the error of the session.
  const ofSession = typeof causeCode === 'string' && causeCode !== 'ERR_HTTP2_STREAM_ERROR';
  if (ofSession || code === constants.NGHTTP2_NO_ERROR || code === constants.NGHTTP2_CANCEL) {
    const known = typeof causeCode === 'string' ? causeCode : `ERR_HTTP2_${nameOf(code)}`;
    return Object.assign(new Error('the stream was closed before its end', { cause }), { code: known });
  }
  return new StreamResetError(code, cause);
}

/** The error of a stream that was not opened: {@link UnprocessedError} if its session takes no stream any more. */
export function unopened(error: unknown): unknown {
  const { code } = error as { readonly code?: unknown };
  const closed = code === 'ERR_HTTP2_INVALID_SESSION' || code === 'ERR_HTTP2_GOAWAY_SESSION';
  return closed ? new UnprocessedError('the stream was never opened', true, error) : error;
}

function nameOf(code: number): string {
  return NAMES.get(code) ?? `CODE ${code}`;
}

function errorCode(code: number): string {
  return `ERR_HTTP2_${nameOf(code).replace(' ', '_')}`;
}
