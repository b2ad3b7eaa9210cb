// The options of HTTP/2.
import { option, type OptionParser } from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The options of HTTP/2 connections. */
export interface Http2Options {
  /**
   * The silence after which a PING is sent on a connection with exchanges, in ms; `false` for never. Default: 30000 (Go:
   * never).
   */
  readonly pingAfter?: number | false | undefined;
  /**
   * How long the reply to a PING may take, in ms, before the connection is closed. A connection whose server has not
   * acknowledged SETTINGS within that time gets no further exchanges. Default: 15000, as in Go.
   */
  readonly pingTimeout?: number | undefined;
}

/** {@link Http2Options} checked and complete; Infinity for never. */
export interface Http2Settings {
  readonly pingAfter: number;
  readonly pingTimeout: number;
  /** The most streams in the life of a connection. */
  readonly streams: number;
}

/** The defaults. Stream numbers end at 2^31, and a client uses every other one. */
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
 * The memory of a session in MB, including pending uploads, beyond which Node.js resets streams. Its default is 10, less than
 * a few concurrent uploads. The memory that a server can occupy has its own limits.
 */
export const SESSION_MEMORY = 4_000;
