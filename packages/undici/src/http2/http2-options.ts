// The option `http2` of the transport.
import { option, type OptionParser } from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The PING frames of HTTP/2 connections. */
export interface Http2Options {
  /** Silence, in ms, after which a PING is sent on a connection with exchanges; false for never. Default: 30000 (Go: never). */
  readonly pingAfter?: number | false | undefined;
  /**
   * How long the answer to a PING may take, in ms, before the connection is closed. A connection whose server has not
   * acknowledged its SETTINGS by then carries no further exchange. Default: 15000, as in Go.
   */
  readonly pingTimeout?: number | undefined;
}

/** {@link Http2Options} checked and complete; Infinity for never. */
export interface Http2Settings {
  readonly pingAfter: number;
  readonly pingTimeout: number;
  /** The most streams during the life of a connection. */
  readonly streams: number;
}

/** The defaults. Stream numbers end at 2^31, and clients use the odd ones. */
export const DEFAULT_HTTP2: Http2Settings = {
  pingAfter: 30_000,
  pingTimeout: 15_000,
  streams: 1_000_000_000,
};

/** Checks the option `http2`; undefined for false. @throws OptionError */
export const parseHttp2: OptionParser<Http2Settings | undefined> = (value, path) => {
  if (value === false) return undefined;
  if (value === true) return DEFAULT_HTTP2;
  const fields = { pingAfter: limitOrFalse, pingTimeout: limitOrFalse };
  return { ...DEFAULT_HTTP2, ...parseOptions<Record<string, number>>(value, fields, path) };
};

/**
 * The memory of a session in megabytes, unsent uploads included, beyond which Node.js resets streams when their responses
 * arrive. The default of Node.js is 10, which a few concurrent uploads exceed. The memory that a server can occupy is bounded
 * by the windows and by the limits of header bytes.
 */
export const SESSION_MEMORY = 4_000;
