import { option, type OptionParser } from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The limits of the wire's phases, in ms; `false` for none. */
export interface WireTimeouts {
  /** Waiting for a connection, whether a new one or one given back. Default: none; the gate bounds the wait. */
  readonly queue?: number | false | undefined;
  /** Name resolution, TCP, and a proxy's part. Default: 10000 (Go: 30000). */
  readonly connect?: number | false | undefined;
  /** TLS handshake. Default: 10000, as Go. */
  readonly tlsHandshake?: number | false | undefined;
  /** How long a body waits for the server's 100 after `expectContinue: true`; then it is sent. Default: 1000, as Go. */
  readonly expectContinue?: number | false | undefined;
  /** From the request being fully written to the headers of its response. Default: 30000 (Go: none). */
  readonly responseHeader?: number | false | undefined;
}

/** {@link WireTimeouts} checked and complete; Infinity for none. */
export interface WireLimits {
  readonly queue: number;
  readonly connect: number;
  readonly tlsHandshake: number;
  readonly expectContinue: number;
  readonly responseHeader: number;
}

/** The parser of each limit. */
export const TIMEOUT_FIELDS: {
  readonly [Name in keyof WireLimits]: OptionParser<number>;
} = {
  queue: limitOrFalse,
  connect: limitOrFalse,
  tlsHandshake: limitOrFalse,
  expectContinue: limitOrFalse,
  responseHeader: limitOrFalse,
};

/** The limits where nobody gives any. */
export const DEFAULT_LIMITS: WireLimits = {
  queue: Infinity,
  connect: 10_000,
  tlsHandshake: 10_000,
  expectContinue: 1_000,
  responseHeader: 30_000,
};

const NONE: WireLimits = {
  queue: Infinity,
  connect: Infinity,
  tlsHandshake: Infinity,
  expectContinue: Infinity,
  responseHeader: Infinity,
};

/** Checks limits and fills in the defaults. @throws OptionError */
export const parseTimeouts: OptionParser<WireLimits> = (value, path) =>
  value === false
    ? NONE
    : { ...DEFAULT_LIMITS, ...parseOptions<Record<string, number>>(value, TIMEOUT_FIELDS, path) };
