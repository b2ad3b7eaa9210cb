import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { DEFAULT_HEADER_LINES, headerLines } from '@sluice/core/transport';
import {
  chooseRegistry,
  parseRegistry,
  type ChosenRegistry,
  type PoolOptions,
  type PoolRegistry,
} from '@sluice/pool';
import type { HeadLimits } from '../wire/header-limits.ts';
import { parseHttp2, type Http2Options, type Http2Settings } from '../http2/http2-options.ts';
import { parseProxy, type ProxyChoice, type ProxyOption } from '../proxy/proxy-option.ts';
import { checkSocketOptions, SOCKET_FIELDS, type SocketOptions } from '../dial/socket-options.ts';
import { defaultTls, parseTls, type TlsOptions, type TlsSettings } from '../tls/tls-options.ts';
import { DEFAULT_LIMITS, parseTimeouts, type WireLimits, type WireTimeouts } from '../wire/wire-timeouts.ts';

const { integer, parseOptions, string } = option;

/** What a transport is made of: where its connections come from, and what it takes from a peer. */
export interface UndiciTransportOptions extends SocketOptions {
  /** Where its connections are pooled. Default: the registry of the process. Not together with `pool`. */
  readonly registry?: PoolRegistry | undefined;
  /** Limits of a pool of its own, closed with the transport. */
  readonly pool?: PoolOptions | undefined;
  /** Limits of the wire's phases where a call gives none. */
  readonly timeout?: WireTimeouts | false | undefined;
  /** How TLS is spoken. Connections of other settings are never shared. Default: Node's settings. */
  readonly tls?: TlsOptions | undefined;
  /**
   * The proxy: `'env'` for what the environment says, a URL, or a description. Plain HTTP is forwarded by an http
   * proxy, everything else goes through a tunnel. Default: none, whatever the environment says.
   */
  readonly proxy?: ProxyOption | undefined;
  /**
   * Offers HTTP/2 over TLS (ALPN). A connection to a server that takes it is shared by as many exchanges as the server
   * allows. Default: false.
   */
  readonly http2?: boolean | Http2Options | undefined;
  /**
   * A trust domain (a tenant, a set of credentials): connections are never shared across. For HTTP/1.1 nothing else
   * keeps a server or a proxy from handing one caller's late answer to the next. Default: none.
   */
  readonly partition?: string | undefined;
  /**
   * Header bytes of one response, names and values, those of informational answers before it and of trailers after it
   * among them; `Infinity` allowed. Default: 16384, as Node.js.
   */
  readonly maxResponseHeaderBytes?: number | undefined;
  /** Header lines of one response, counted likewise. More is an error, never a shorter list. Default: 1000. */
  readonly maxResponseHeaders?: number | undefined;
}

/** What one transport's connections have in common. */
export interface WireSettings extends HeadLimits {
  readonly tls: TlsSettings;
  readonly partition: string | undefined;
  /** Undefined when only HTTP/1.1 is offered. */
  readonly http2: Http2Settings | undefined;
  /** Undefined when no proxy is ever used. */
  readonly proxy: ProxyChoice | undefined;
  readonly sockets: SocketOptions;
}

/** The options checked, defaults filled in. */
export interface TransportSettings extends ChosenRegistry {
  readonly limits: WireLimits;
  readonly wire: WireSettings;
}

/** Header bytes taken from a peer unless told otherwise. */
export const DEFAULT_HEADER_BYTES = 16_384;

/** Options in parsed form. */
type Parsed = {
  readonly [Name in keyof UndiciTransportOptions]: Exclude<UndiciTransportOptions[Name], undefined>;
};

/** The parser of each option. */
const PARSERS: { readonly [Name in keyof UndiciTransportOptions]-?: OptionParser<unknown> } = {
  registry: parseRegistry,
  pool: (value) => value,
  timeout: parseTimeouts,
  tls: parseTls,
  http2: parseHttp2,
  proxy: parseProxy,
  ...SOCKET_FIELDS,
  partition: string,
  maxResponseHeaderBytes: integer({ min: 1, infinite: true }),
  maxResponseHeaders: headerLines,
};

/** The names of the options of {@link undiciTransport}. */
export const TRANSPORT_OPTION_NAMES: readonly string[] = Object.keys(PARSERS);

/**
 * Checks the options of a transport.
 * @throws OptionError for an unknown or bad option
 */
export function parseTransportOptions(given: unknown): TransportSettings {
  const parsed = parseOptions<Record<string, unknown>>(given, PARSERS, 'transport') as Omit<
    Parsed,
    'tls' | 'timeout' | 'proxy' | 'http2'
  > & {
    readonly http2?: Http2Settings;
    readonly tls?: TlsSettings;
    readonly timeout?: WireLimits;
    readonly proxy?: ProxyChoice;
  };
  const sockets = pick(parsed, Object.keys(SOCKET_FIELDS)) as SocketOptions;
  checkSocketOptions(sockets, 'transport');
  if (sockets.socketPath !== undefined && parsed.proxy !== undefined) {
    throw refuse('transport.proxy', (given as UndiciTransportOptions).proxy, "left out beside 'socketPath'");
  }
  return {
    ...chooseRegistry(parsed.registry, parsed.pool, 'transport.pool'),
    limits: parsed.timeout ?? DEFAULT_LIMITS,
    wire: {
      maxResponseHeaders: parsed.maxResponseHeaders ?? DEFAULT_HEADER_LINES,
      http2: parsed.http2,
      tls: parsed.tls ?? defaultTls(),
      partition: parsed.partition,
      proxy: parsed.proxy,
      sockets,
      maxResponseHeaderBytes: parsed.maxResponseHeaderBytes ?? DEFAULT_HEADER_BYTES,
    },
  };
}

/** Some of the options, without prototype, as they were. */
function pick(from: object, names: readonly string[]): object {
  const picked = Object.entries(from).filter(([name]) => names.includes(name));
  return Object.assign(Object.create(null), Object.fromEntries(picked)) as object;
}
