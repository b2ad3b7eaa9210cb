import type { Options } from 'got';
import { OptionError } from '@sluice/core';
import { pristine } from './pristine.ts';

const TRANSPORT = 'give it to the transport: resilientGot(got, { transport: undiciTransport({ … }) })';

/** What a got option must be left at, and what to do in its place. */
interface Rule {
  readonly set: (options: Options) => boolean;
  readonly instead: string;
}

const given =
  (name: keyof Options) =>
  (options: Options): boolean =>
    options[name] !== undefined && options[name] !== false;

const someOf =
  (name: 'agent' | 'https') =>
  (options: Options): boolean =>
    Object.values(options[name]).some((value) => value !== undefined);

/** Options of got that speak of a connection, which is not got's here, or of what got would do itself. */
const RULES: Readonly<Record<string, Rule>> = {
  agent: {
    set: someOf('agent'),
    instead: "connections are the registry's: resilientGot(got, { registry }) or { pool }",
  },
  https: { set: someOf('https'), instead: TRANSPORT },
  http2: { set: given('http2'), instead: TRANSPORT },
  h2session: { set: given('h2session'), instead: TRANSPORT },
  createConnection: { set: given('createConnection'), instead: TRANSPORT },
  localAddress: { set: given('localAddress'), instead: TRANSPORT },
  dnsLookup: { set: given('dnsLookup'), instead: TRANSPORT },
  dnsCache: { set: given('dnsCache'), instead: TRANSPORT },
  dnsLookupIpVersion: { set: given('dnsLookupIpVersion'), instead: TRANSPORT },
  maxHeaderSize: { set: given('maxHeaderSize'), instead: TRANSPORT },
  enableUnixSockets: { set: given('enableUnixSockets'), instead: TRANSPORT },
  setHost: { set: ({ setHost }) => !setHost, instead: 'a request is never sent without host' },
  strictContentLength: {
    // Off in older copies of got unless asked for.
    set: (options) => !options.strictContentLength && pristine(options).strictContentLength,
    instead: 'a body shorter than declared is never taken for whole',
  },
  'hooks.beforeRetry': {
    set: ({ hooks }) => hooks.beforeRetry.length > 0,
    instead: "retries are made below got: use resilientGot's retry.onRetry and retry.prepareRetry",
  },
};

/**
 * Refuses options of got that would be of no effect.
 * @throws OptionError that says what to give in their place
 */
export function refuseIneffective(options: Options): void {
  for (const [name, { set, instead }] of Object.entries(RULES)) {
    if (set(options)) throw new OptionError(name, `got's option '${name}' has no effect here; ${instead}`);
  }
}
