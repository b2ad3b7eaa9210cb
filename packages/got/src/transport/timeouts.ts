import { option, type OptionParser } from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The limits of the wire's phases, in ms; `false` for none. */
export interface GotTimeouts {
  /** Waiting for a connection, whether a new one or one given back, got's own hooks included. Default: none. */
  readonly queue?: number | false | undefined;
  /** Name resolution and TCP of a connection dialed for this request. Default: 10000. */
  readonly connect?: number | false | undefined;
  /** TLS handshake of a connection dialed for this request. Default: 10000. */
  readonly tlsHandshake?: number | false | undefined;
  /** From the request being fully written to the headers of its response. Default: 30000. */
  readonly responseHeader?: number | false | undefined;
}

/** {@link GotTimeouts} checked and complete; Infinity for none. */
export interface GotLimits {
  readonly queue: number;
  readonly connect: number;
  readonly tlsHandshake: number;
  readonly responseHeader: number;
}

/** The parser of each limit. */
export const TIMEOUT_FIELDS: { readonly [Name in keyof GotLimits]: OptionParser<number> } = {
  queue: limitOrFalse,
  connect: limitOrFalse,
  tlsHandshake: limitOrFalse,
  responseHeader: limitOrFalse,
};

/** The limits where nobody gives any. */
export const DEFAULT_LIMITS: GotLimits = {
  queue: Infinity,
  connect: 10_000,
  tlsHandshake: 10_000,
  responseHeader: 30_000,
};

const NONE: GotLimits = {
  queue: Infinity,
  connect: Infinity,
  tlsHandshake: Infinity,
  responseHeader: Infinity,
};

/** Checks limits and fills in the defaults. @throws OptionError */
export const parseTimeouts: OptionParser<GotLimits> = (value, path) =>
  value === false
    ? NONE
    : { ...DEFAULT_LIMITS, ...parseOptions<Record<string, number>>(value, TIMEOUT_FIELDS, path) };
