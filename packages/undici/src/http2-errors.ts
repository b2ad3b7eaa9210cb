import http2 from 'node:http2';

const { constants } = http2;

/** The code of what never reached the server's program, so that it may be sent again, whatever it is. */
export const UNPROCESSED = 'ERR_HTTP2_UNPROCESSED';

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

/** A server's GOAWAY. */
export interface GoAway {
  readonly code: number;
  /** The last stream the server has looked at. */
  readonly lastStream: number;
}

/** What ended a stream before its response was whole. */
export function streamError(stream: number, code: number, goAway: GoAway | undefined, cause: unknown): Error {
  const behind = goAway !== undefined && stream > goAway.lastStream;
  if (code === constants.NGHTTP2_REFUSED_STREAM || behind) {
    const why = behind ? 'the server said goodbye before it' : 'the server refused the stream';
    return Object.assign(new Error(why, { cause }), { code: UNPROCESSED });
  }
  if (goAway !== undefined && goAway.code !== constants.NGHTTP2_NO_ERROR) {
    return named(`the server said goodbye (${nameOf(goAway.code)})`, goAway.code, cause);
  }
  const causeCode = (cause as { code?: unknown } | undefined)?.code;
  if (code === constants.NGHTTP2_NO_ERROR || code === constants.NGHTTP2_CANCEL) {
    const known = typeof causeCode === 'string' ? causeCode : `ERR_HTTP2_${nameOf(code)}`;
    return Object.assign(new Error('the stream was closed before its end', { cause }), { code: known });
  }
  return named(`the stream was reset (${nameOf(code)})`, code, cause);
}

function nameOf(code: number): string {
  return NAMES.get(code) ?? `CODE ${code}`;
}

function named(message: string, code: number, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), {
    code: `ERR_HTTP2_${nameOf(code).replace(' ', '_')}`,
  });
}
