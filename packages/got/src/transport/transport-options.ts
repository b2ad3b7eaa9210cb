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

/** Agents to be used in place of the transport's own; `false`: a connection per request. */
export interface GotAgents {
  readonly http?: http.Agent | false | undefined;
  readonly https?: https.Agent | false | undefined;
}

/** What a transport on got is made of. */
export interface GotTransportOptions {
  /**
   * The instance that carries the calls, with its hooks, handlers, cookie jar, cache and everything else. Its retry,
   * redirects, decompression and thrown statuses are switched off: they are the client's. Default: got as it is,
   * without its `user-agent`.
   */
  readonly got?: AnyGot | undefined;
  /** Where its connections are pooled. Default: the registry of the process. Not together with `pool`. */
  readonly registry?: PoolRegistry | undefined;
  /** Limits of a pool of its own, closed with the transport. */
  readonly pool?: PoolOptions | undefined;
  /** Agents in place of the registry's. Default: those of the instance, where it has any, else the registry's. */
  readonly agent?: GotAgents | undefined;
  /** Limits of the wire's phases where a call gives none. */
  readonly timeout?: GotTimeouts | false | undefined;
  /** Header lines of one response. More is an error, never a shorter list. Default: 1000. */
  readonly maxResponseHeaders?: number | undefined;
}

/** The options checked, defaults filled in. */
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
 * @throws OptionError for an unknown or bad option
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

/** Not an instance that extends got with the header undefined: that costs got more for each call than the header. */
function gotWithoutUserAgent(): Got {
  const { handlers, mutableDefaults, options: given } = got.defaults;
  const options = new Options(undefined, undefined, given);
  delete options.headers['user-agent'];
  return create({ handlers, mutableDefaults, options });
}
