// The option `tls` of the transport.
import tls from 'node:tls';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { unpolluted } from '@sluice/core/internal';
import { identityCheck } from '@sluice/core/transport';
import { contentOf } from '@sluice/pool';

const { boolean, oneOf, parseOptions, string } = option;

/** PEM text or bytes (DER for `pfx`), one or several. */
export type TlsMaterial = string | Uint8Array | readonly (string | Uint8Array)[];

/**
 * The options of TLS, as in `tls.connect`. An `undefined` option counts as not given, and never
 * lowers security. Connections with options of different content are never shared.
 */
export interface TlsOptions {
  /** Authorities to trust instead of the default ones: certificates in PEM, not the name of their file. */
  readonly ca?: TlsMaterial | undefined;
  /** The client's certificate chain, PEM. */
  readonly cert?: TlsMaterial | undefined;
  /** The client's private key, PEM. */
  readonly key?: TlsMaterial | undefined;
  /** Certificate chain and key as PKCS#12. */
  readonly pfx?: TlsMaterial | undefined;
  /** The passphrase of `key` or `pfx`. */
  readonly passphrase?: string | undefined;
  /** The name for SNI and the certificate check. A dot at its end is removed. Default: the host of the URL. */
  readonly servername?: string | undefined;
  /** The lowest version offered. Default: Node's (`TLSv1.2`). */
  readonly minVersion?: tls.SecureVersion | undefined;
  /** The highest version offered. Default: Node's (`TLSv1.3`). */
  readonly maxVersion?: tls.SecureVersion | undefined;
  /**
   * False accepts any certificate. Default: true, unless the environment variable `NODE_TLS_REJECT_UNAUTHORIZED` is `0`, as in
   * Node.js. `true` holds whatever the environment says.
   */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Cipher suites in OpenSSL's notation. */
  readonly ciphers?: string | undefined;
  /** Curves, separated by `:`. */
  readonly ecdhCurve?: string | undefined;
  /** Signature algorithms, separated by `:`. */
  readonly sigalgs?: string | undefined;
  /** Revocation lists, PEM. */
  readonly crl?: TlsMaterial | undefined;
  /**
   * Checks the names of the certificate after its chain was verified. Any result but `undefined` refuses the certificate,
   * also a promise: the function must be synchronous. Two functions are two different options. Default: Node's.
   */
  readonly checkServerIdentity?: typeof tls.checkServerIdentity | undefined;
}

const material: OptionParser<TlsMaterial> = (value, path) => {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const holds = (item: unknown): boolean =>
    (typeof item === 'string' || item instanceof Uint8Array) && item.length > 0;
  // Node.js ignores empty material, and the peer would see no certificate.
  if (items.length === 0 || !items.every(holds)) {
    throw refuse(path, value, 'a string or bytes, or a list of them, none of them empty');
  }
  return value as TlsMaterial;
};

/** OpenSSL reads text without a certificate, such as the name of a file, as an empty list, and then trusts no server. */
const authorities: OptionParser<TlsMaterial> = (value, path) => {
  const items = [value === '' ? value : material(value, path)].flat();
  if (!items.every((item) => Buffer.from(item as Uint8Array).includes('-----BEGIN')))
    throw refuse(path, value, 'certificates in PEM, or a list of them');
  return value as TlsMaterial;
};

const names: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string' || value === '') throw refuse(path, value, 'a string that is not empty');
  return value;
};

const servername: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string' || !/^[!-~]*[!--/-~]\.?$/.test(value)) {
    throw refuse(path, value, 'a host name in ASCII');
  }
  return value.replace(/\.$/, '');
};

const version = oneOf('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3');

/** How a TLS option is checked, and how it counts in the key of a connection. */
interface Rule<Value> {
  readonly parse: OptionParser<Value>;
  readonly identify: (value: Value) => string;
}

/** One rule per option: an option that is added to {@link TlsOptions} does not compile without a rule. */
const RULES: { readonly [Name in keyof TlsOptions]-?: Rule<Exclude<TlsOptions[Name], undefined>> } = {
  ca: { parse: authorities, identify: contentOf },
  cert: { parse: material, identify: contentOf },
  key: { parse: material, identify: contentOf },
  pfx: { parse: material, identify: contentOf },
  passphrase: { parse: string, identify: contentOf },
  servername: { parse: servername, identify: contentOf },
  minVersion: { parse: version, identify: contentOf },
  maxVersion: { parse: version, identify: contentOf },
  rejectUnauthorized: { parse: boolean, identify: contentOf },
  ciphers: { parse: names, identify: contentOf },
  ecdhCurve: { parse: names, identify: contentOf },
  sigalgs: { parse: names, identify: contentOf },
  crl: { parse: material, identify: contentOf },
  checkServerIdentity: { parse: identityCheck, identify: contentOf },
};

const NAMES = Object.keys(RULES) as (keyof TlsOptions)[];

/** Checked TLS options, with the certificates read. */
export interface TlsSettings {
  /** The options given, checked. */
  readonly options: TlsOptions;
  /** Keys and certificates as OpenSSL keeps them, created once for all connections. */
  readonly context: tls.SecureContext;
  /** Equal for equal settings. Secret: never shown, only digested. */
  readonly identity: string;
}

/**
 * Checks TLS options and reads their keys and certificates.
 * @throws OptionError for an unknown or bad option, or a key or certificate that cannot be read
 */
export function parseTls(given: unknown, path: string): TlsSettings {
  const parsers = Object.fromEntries(NAMES.map((name) => [name, RULES[name].parse]));
  const options = parseOptions<Record<string, unknown>>(given, parsers, path) as TlsOptions;
  checkPairs(options, path);
  const {
    servername: _servername,
    rejectUnauthorized: _verify,
    checkServerIdentity: _check,
    ...own
  } = options;
  let context: tls.SecureContext;
  try {
    context = tls.createSecureContext(unpolluted(own) as tls.SecureContextOptions);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw Object.assign(refuse(path, given, `keys, certificates and names OpenSSL can read (${why})`), {
      cause,
    });
  }
  return { options, context, identity: identityOf(options) };
}

/** A string that is equal for equal settings. */
function identityOf(options: TlsOptions): string {
  let identity = '';
  for (const name of NAMES) {
    const value = options[name];
    if (value !== undefined)
      identity += `${name}=${(RULES[name].identify as (item: unknown) => string)(value)}`;
  }
  return identity;
}

/** @throws OptionError for half of a pair, which OpenSSL would ignore, or an empty range of versions */
function checkPairs(
  { cert, key, minVersion = 'TLSv1', maxVersion = 'TLSv1.3' }: TlsOptions,
  path: string,
): void {
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw refuse(`${path}.${missing}`, undefined, `given beside '${there}'`);
  }
  if (minVersion > maxVersion)
    throw refuse(`${path}.minVersion`, minVersion, `at most maxVersion (${maxVersion})`);
}

let defaults: TlsSettings | undefined;

/** The settings of a transport without TLS options. */
export function defaultTls(): TlsSettings {
  return (defaults ??= parseTls(undefined, 'transport.tls'));
}

/** The same settings with another server name. */
export function tlsForName(settings: TlsSettings, name: string): TlsSettings {
  const options = { ...settings.options, servername: name };
  return { ...settings, options, identity: identityOf(options) };
}
