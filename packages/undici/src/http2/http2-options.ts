import { option, type OptionParser } from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** How HTTP/2 connections are watched. */
export interface Http2Options {
  /**
   * Silence in ms after which a connection that carries exchanges is sent a PING; false for never. Default: 30000
   * (Go: never).
   */
  readonly pingAfter?: number | false | undefined;
  /**
   * How long the answer to a PING may take, in ms, before the connection is given up. One whose server has not
   * acknowledged our SETTINGS by then takes no further exchanges. Default: 15000, as Go.
   */
  readonly pingTimeout?: number | undefined;
}

/** {@link Http2Options} checked and complete; Infinity for never. */
export interface Http2Settings {
  readonly pingAfter: number;
  readonly pingTimeout: number;
  /** Streams a connection carries in its life, at most. */
  readonly streams: number;
}

/** How they are watched unless told otherwise. Stream numbers end at 2^31, and every other one is a client's. */
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
 * Megabytes of a session, uploads that wait to be sent among them, after which Node.js resets what is answered. Its
 * default is 10, less than a few callers upload at once. What a server can make us keep has limits of its own.
 */
export const SESSION_MEMORY = 4_000;
