// The plugin `basic()`: a user and a password in each request.
import { OptionError } from '@sluice/core';
import { option, refuse, type OptionParsers, type Plugin } from '@sluice/core/plugin';
import { parseOrigins } from './audience.ts';
import { fixedCredentials } from './fixed-credentials.ts';

const { parseOptions, string } = option;

/** Options of {@link basic}. */
export interface BasicOptions {
  /** The user; without a colon (RFC 7617). */
  readonly username: string;
  /** The password. */
  readonly password: string;
  /** The origins that receive them. Default: the origin of the client's `baseUrl`; without one, that of the call's first request. */
  readonly origins?: readonly string[] | undefined;
}

/** The options that {@link basic} adds to every call. */
export interface BasicCallOptions {
  /** Whether the call carries the credentials. Default: true. */
  readonly basic?: boolean | undefined;
}

type Checked = Omit<BasicOptions, 'origins'> & { readonly origins: ReadonlySet<string> };

const PARSERS: OptionParsers<Checked> = {
  username: (value, path) => {
    if (typeof value === 'string' && !value.includes(':')) return value;
    // The message omits the value, which may contain the password after the colon.
    throw new OptionError(path, `option '${path}' must be a string without a colon`);
  },
  password: string,
  origins: parseOrigins,
};

/**
 * Plugin, stage `retry`: sends a user and a password (RFC 7617, in UTF-8). An `authorization` that the call gives itself is
 * kept.
 * @throws OptionError for an unknown option or a bad value
 */
export function basic(options: BasicOptions): Plugin<BasicCallOptions> {
  const { username, password, origins } = parseOptions<Checked>(options, PARSERS, 'basic');
  if (username === undefined) throw refuse('basic.username', username, 'a string without a colon');
  if (password === undefined) throw refuse('basic.password', password, 'a string');
  const value = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return fixedCredentials('basic', origins, (request) => {
    const { headers } = request;
    return headers.has('authorization') ? request : request.withHeaders(headers.with('authorization', value));
  });
}
