// The key of an agent's connections: requests with equal keys can share connections.
import net from 'node:net';
import tls from 'node:tls';
import { tlsNameOf } from '@sluice/core/transport';
import { contentOf, digest } from '@sluice/pool';
import type { LayeredOptions } from './dial/target-options.ts';

/** The options of `net.connect`: those in Node's types, and those that the types lack. */
type SocketOption =
  | keyof net.TcpNetConnectOpts
  | keyof net.IpcNetConnectOpts
  | 'socketPath'
  | 'highWaterMark'
  | 'proxyEnv';

/** The options of `tls.connect`, likewise. */
type TlsOption =
  | Exclude<keyof tls.ConnectionOptions, SocketOption>
  | 'dhparam'
  | 'passphrase'
  | 'requestOCSP'
  | 'certificateCompression';

/**
 * Whether connections opened with different values of an option must not be shared: it determines the server, how the
 * server is checked, or who the caller is. False if the option is part of the key anyway, or makes no difference to an
 * open connection. An option that Node's types add does not compile until it is listed here.
 */
const SOCKET: { readonly [Name in SocketOption]: boolean } = {
  host: false,
  port: false,
  path: false,
  timeout: false,
  signal: false,
  noDelay: false,
  keepAlive: false,
  keepAliveInitialDelay: false,
  autoSelectFamily: false,
  autoSelectFamilyAttemptTimeout: false,
  readable: false,
  writable: false,
  allowHalfOpen: true,
  blockList: true,
  family: true,
  fd: true,
  highWaterMark: true,
  hints: true,
  localAddress: true,
  localPort: true,
  lookup: true,
  onread: true,
  proxyEnv: true,
  socketPath: true,
};

const TLS: { readonly [Name in TlsOption]: boolean } = {
  servername: false, // compared with its default, the name of the host
  enableTrace: false,
  requestCert: false, // of servers
  sessionTimeout: false, // of servers
  sessionIdContext: true,
  ticketKeys: true,
  ALPNCallback: true,
  ALPNProtocols: true,
  allowPartialTrustChain: true,
  ca: true,
  cert: true,
  certificateCompression: true,
  checkServerIdentity: true,
  ciphers: true,
  clientCertEngine: true,
  crl: true,
  dhparam: true,
  ecdhCurve: true,
  honorCipherOrder: true,
  key: true,
  maxVersion: true,
  minDHSize: true,
  minVersion: true,
  passphrase: true,
  pfx: true,
  privateKeyEngine: true,
  privateKeyIdentifier: true,
  pskCallback: true,
  rejectUnauthorized: true,
  requestOCSP: true,
  secureContext: true,
  secureOptions: true,
  secureProtocol: true,
  session: true,
  SNICallback: true,
  sigalgs: true,
  socket: true,
};

const namesOf = (table: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.keys(table).filter((name) => table[name]);

const SOCKET_NAMES = namesOf(SOCKET);
const TLS_NAMES = namesOf(TLS);

/** The differences between agents for http and https. */
export interface AgentKind {
  readonly scheme: 'http' | 'https';
  /** The prototype of Node's agent of the kind. An agent with another `createConnection` has its own connections. */
  readonly native: object;
  /** The method `getName` of our agent of the kind. If a subclass overrides it, the override is called. */
  readonly getName: unknown;
}

/** The part of the key that is equal for all requests of an agent. */
export interface AgentIdentity {
  /** The scheme of the agent's requests. */
  readonly scheme: 'http' | 'https';
  readonly partition: string | undefined;
  /** The method `createConnection`, if a subclass has its own. */
  readonly dialer: unknown;
}

/** The options of a request, and their digest. */
interface Digested {
  readonly values: readonly unknown[];
  readonly digest: string;
}

/** The origin of a request, and its part of the key. */
interface Origin {
  readonly host: string;
  readonly port: number | string;
  readonly key: string;
}

/**
 * Creates the keys of one agent. A key has the origin in clear text and a digest of everything else, so that it reveals no
 * secrets. Options are compared by content; functions, and objects that are not plain data, by identity.
 */
export class KeyMaker {
  readonly #names: readonly string[];
  #last: Digested | undefined;
  #lastOrigin: Origin = { host: '', port: '', key: '' };

  /** @param scheme of all requests */
  constructor(scheme: 'http' | 'https') {
    this.#names = scheme === 'https' ? [...SOCKET_NAMES, ...TLS_NAMES] : SOCKET_NAMES;
  }

  /**
   * The key of a request's options. They are read one by one: merging them all would cost more than the rest.
   * @param serverName the server name of TLS
   */
  keyOf(
    { scheme, partition, dialer }: AgentIdentity,
    options: LayeredOptions,
    serverName: string | undefined,
  ): string {
    const host = options.get('host') ?? 'localhost';
    const port = options.get('port') || options.get('defaultPort') || (scheme === 'https' ? 443 : 80);
    const plain = this.#originKey(scheme, host, port);
    const name = scheme === 'https' ? ownName(host.toLowerCase(), serverName) : undefined;
    if (isNothing(partition) && isNothing(dialer) && isNothing(name) && !this.#differs(options)) return plain;
    const values = [partition, dialer, name];
    for (const each of this.#names) values.push(options.get(each));
    return `${plain} #${this.#digest(values)}`;
  }

  /** Whether any option restricts the sharing of connections. */
  #differs(options: LayeredOptions): boolean {
    for (const each of this.#names) if (!isNothing(options.get(each))) return true;
    return false;
  }

  /** The part of the key for an origin. For the origin of the previous request, the same string, whose hash V8 has cached. */
  #originKey(scheme: string, host: string, port: number | string): string {
    const last = this.#lastOrigin;
    if (host === last.host && port === last.port) return last.key;
    const name = host.toLowerCase();
    const key = `agent ${scheme}://${net.isIPv6(name) ? `[${name}]` : name}:${port}`;
    this.#lastOrigin = { host, port, key };
    return key;
  }

  /**
   * The digest of option values. That of the previous request is reused if the values are identical, since certificates are
   * long; objects may have changed, so they are digested again.
   */
  #digest(values: readonly unknown[]): string {
    const last = this.#last;
    if (last !== undefined && values.every((value, index) => value === last.values[index]))
      return last.digest;
    const names = ['partition', 'dialer', 'servername', ...this.#names];
    const made = digest(names.map((name, index) => part(name, values[index])).join(''));
    this.#last = values.some(isMutable) ? undefined : { values, digest: made };
    return made;
  }
}

/** The TLS server name, if it differs from the default for the host. */
function ownName(host: string, serverName: string | undefined): string | undefined {
  return serverName === tlsNameOf(host) ? undefined : serverName;
}

function part(name: string, value: unknown): string {
  return isNothing(value) ? '' : `${name}=${contentOf(value)}`;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === tls.checkServerIdentity;
}

function isMutable(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
