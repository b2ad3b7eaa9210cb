// The options of the transport on got.
import type http from 'node:http';
import type https from 'node:https';
import got, { create, Options, type Got } from 'got';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { ownCopy } from '@sluice/core/internal';
import { DEFAULT_HEADER_LINES, headerLines } from '@sluice/core/transport';
import {
  chooseRegistry,
  parseRegistry,
  type ChosenRegistry,
  type PoolOptions,
  type PoolRegistry,
} from '@sluice/pool';
import type { AnyGot } from '../any-got.ts';
import { DEFAULT_LIMITS, parseTimeouts, type GotLimits, type GotTimeouts } from './timeouts.ts';

const { parseOptions } = option;

/** Agents in place of those of the transport. */
export interface GotAgents {
  /** The agent for `http:` requests; `false` for none: each request has its own connection. */
  readonly http?: http.Agent | false | undefined;
  /** The agent for `https:` requests, likewise. */
  readonly https?: https.Agent | false | undefined;
}

/** The options of {@link gotTransport}. */
export interface GotTransportOptions {
  /**
   * The instance that sends the requests, with its hooks, handlers, cookie jar and cache. Its retries, redirects, decompression
   * and thrown statuses are disabled, since the client has them. Default: got without its `user-agent`.
   */
  readonly got?: AnyGot | undefined;
  /** The registry whose pool holds the connections. Default: the registry of the process. Not together with `pool`. */
  readonly registry?: PoolRegistry | undefined;
  /** The limits of a separate pool, which is closed with the transport. Default: the pool of the registry. */
  readonly pool?: PoolOptions | undefined;
  /** The agents that open connections. Default: those of the instance; without them, agents on the pool of the registry. */
  readonly agent?: GotAgents | undefined;
  /** The limits of the phases on the wire, in ms, unless a call sets its own. `false`: no limits. */
  readonly timeout?: GotTimeouts | false | undefined;
  /** The most header lines of one response. A response with more is an error. Default: 1000. */
  readonly maxResponseHeaders?: number | undefined;
}

/** The checked options, with defaults. */
export interface TransportSettings extends ChosenRegistry {
  readonly got: Got;
  readonly agent: GotAgents;
  readonly limits: GotLimits;
  readonly maxResponseHeaders: number;
}

const instance: OptionParser<Got> = (value, path) => {
  const { stream, defaults } = (value ?? {}) as Partial<Got>;
  if (typeof value !== 'function' || typeof stream !== 'function' || defaults === undefined) {
    throw refuse(path, value, 'a got instance');
  }
  return value as Got;
};

const agentOrFalse: OptionParser<http.Agent | false> = (value, path) => {
  if (value === false) return false;
  if (typeof (value as { addRequest?: unknown } | null)?.addRequest !== 'function') {
    throw refuse(path, value, 'an http.Agent, or false');
  }
  return value as http.Agent;
};

const AGENTS = { http: agentOrFalse, https: agentOrFalse };

const PARSERS: OptionParsers<Record<keyof GotTransportOptions, unknown>> = {
  got: instance,
  registry: parseRegistry,
  pool: (value) => value,
  agent: (value, path) => parseOptions<Record<string, unknown>>(value, AGENTS, path),
  timeout: parseTimeouts,
  maxResponseHeaders: headerLines,
};

/**
 * Checks the options of a transport.
 * @throws OptionError for an unknown or invalid option
 */
export function parseTransportOptions(given: unknown): TransportSettings {
  const parsed = parseOptions(given, PARSERS, 'transport') as Partial<TransportSettings> & {
    readonly timeout?: GotLimits;
    readonly pool?: PoolOptions;
  };
  return {
    got: parsed.got ?? gotWithoutUserAgent(),
    ...chooseRegistry(parsed.registry, parsed.pool, 'transport.pool'),
    agent: parsed.agent ?? ownCopy({}),
    limits: parsed.timeout ?? DEFAULT_LIMITS,
    maxResponseHeaders: parsed.maxResponseHeaders ?? DEFAULT_HEADER_LINES,
  };
}

/** got without its `user-agent`. Extending got with a header of `undefined` would cost more per call than the header. */
function gotWithoutUserAgent(): Got {
  const { handlers, mutableDefaults, options: given } = got.defaults;
  const options = new Options(undefined, undefined, given);
  delete options.headers['user-agent'];
  return create({ handlers, mutableDefaults, options });
}
