// The options of the transport.
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

/** The options of the transport: where connections are pooled, how they are opened, and the limits of responses. */
export interface UndiciTransportOptions extends SocketOptions {
  /** The registry whose pool holds the connections. Default: the registry of the process. Not together with `pool`. */
  readonly registry?: PoolRegistry | undefined;
  /** The limits of a separate pool, which is closed with the transport. */
  readonly pool?: PoolOptions | undefined;
  /** The limits of the phases of an exchange, in ms, unless a call gives its own. `false`: no limits. */
  readonly timeout?: WireTimeouts | false | undefined;
  /** Options of TLS. Connections with other options are never shared. Default: those of Node. */
  readonly tls?: TlsOptions | undefined;
  /**
   * The proxy: a URL, a description, or `'env'` for the variables of the environment. An http proxy forwards plain HTTP;
   * everything else uses a tunnel. Default: none, regardless of the environment.
   */
  readonly proxy?: ProxyOption | undefined;
  /**
   * Offers HTTP/2 over TLS (ALPN). As many exchanges share a connection as its server allows. Default: false.
   */
  readonly http2?: boolean | Http2Options | undefined;
  /**
   * A trust domain (a tenant, a set of credentials): connections are never shared across domains. On HTTP/1.1, nothing else
   * prevents a late response of a server or proxy to one caller from reaching another caller. Default: none.
   */
  readonly partition?: string | undefined;
  /**
   * The limit of header bytes of one response, names and values, including informational responses and trailers; `Infinity`
   * for no limit. Default: that of Node (`http.maxHeaderSize`), 16384 unless `--max-http-header-size` changes it.
   */
  readonly maxResponseHeaderBytes?: number | undefined;
  /** The limit of header lines of one response, including informational responses and trailers. Default: 1000. */
  readonly maxResponseHeaders?: number | undefined;
}

/** The settings of all connections of a transport. */
export interface WireSettings extends HeadLimits {
  readonly tls: TlsSettings;
  readonly partition: string | undefined;
  /** Undefined if only HTTP/1.1 is offered. */
  readonly http2: Http2Settings | undefined;
  /** Undefined if no proxy is used. */
  readonly proxy: ProxyChoice | undefined;
  readonly sockets: SocketOptions;
}

/** The options, checked and complete. */
export interface TransportSettings extends ChosenRegistry {
  readonly limits: WireLimits;
  readonly wire: WireSettings;
}

/** The default of `maxResponseHeaderBytes`. An import of `node:http` would load Node's own copy of undici. */
export const DEFAULT_HEADER_BYTES: number = process.getBuiltinModule('node:http').maxHeaderSize;

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

/** A copy of some options, without a prototype. */
function pick(from: object, names: readonly string[]): object {
  const picked = Object.entries(from).filter(([name]) => names.includes(name));
  return Object.assign(Object.create(null), Object.fromEntries(picked)) as object;
}
