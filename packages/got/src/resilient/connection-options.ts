// got's options of connections, and whether two calls have the same.
import type { LookupFunction } from 'node:net';
import type { ExtendOptions, Options } from 'got';
import { closesConnection } from './connection-headers.ts';
import { gotDefaults } from './got-defaults.ts';

/** The options of a call that only a transport on got can apply. */
export type ConnectionOptions = Pick<
  ExtendOptions,
  | 'agent'
  | 'https'
  | 'http2'
  | 'h2session'
  | 'createConnection'
  | 'localAddress'
  | 'dnsLookup'
  | 'dnsCache'
  | 'dnsLookupIpVersion'
  | 'maxHeaderSize'
  | 'enableUnixSockets'
  | 'request'
> & {
  /** `connection: close`, if the caller's headers have it. */
  readonly headers?: typeof CLOSE;
};

const CLOSE = { connection: 'close' } as const;

const NAMES: { readonly [Name in keyof ConnectionOptions]-?: true } = {
  agent: true,
  https: true,
  http2: true,
  h2session: true,
  createConnection: true,
  localAddress: true,
  dnsLookup: true,
  dnsCache: true,
  dnsLookupIpVersion: true,
  maxHeaderSize: true,
  enableUnixSockets: true,
  request: true,
  headers: true,
};

/** The names of {@link ConnectionOptions}. */
export const CONNECTION_OPTIONS: readonly (keyof ConnectionOptions)[] = Object.keys(
  NAMES,
) as (keyof ConnectionOptions)[];

/** Options that are objects, which got copies for each call: they are compared by their fields. */
const GROUPS: ReadonlySet<string> = new Set(['agent', 'https']);

/**
 * The connection options of a call that differ from got's defaults; undefined if none does.
 * @param request the call's own request function
 * @param lookup resolves names within a limit, in place of the option `dnsLookup`
 */
export function connectionOptionsOf(
  options: Options,
  request: Options['request'],
  lookup?: LookupFunction,
): ConnectionOptions | undefined {
  const usual = gotDefaults(options);
  let found: Record<string, unknown> | undefined;
  for (const name of CONNECTION_OPTIONS) {
    if (name === 'headers') {
      if (closesConnection(options.headers)) (found ??= {})[name] = CLOSE;
      continue;
    }
    const value: unknown = name === 'request' ? request : options[name];
    const isSet = GROUPS.has(name)
      ? Object.values(value as object).some((field) => field !== undefined)
      : value !== undefined && value !== usual[name];
    if (isSet) (found ??= {})[name] = GROUPS.has(name) ? { ...(value as object) } : value;
  }
  return lookup === undefined ? found : { ...found, dnsLookup: lookup };
}

/** Whether two calls have equal connection options. */
export function areEqual(one: ConnectionOptions, other: ConnectionOptions): boolean {
  return CONNECTION_OPTIONS.every((name) =>
    GROUPS.has(name) ? haveEqualFields(one[name], other[name]) : one[name] === other[name],
  );
}

function haveEqualFields(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  const [first, second] = [one, other] as Record<string, unknown>[];
  const names = new Set([...Object.keys(first as object), ...Object.keys(second as object)]);
  return [...names].every((name) => first?.[name] === second?.[name]);
}
