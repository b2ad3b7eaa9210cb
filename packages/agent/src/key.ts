// The keys of connections: which requests share them.
import net from 'node:net';
import tls from 'node:tls';
import { tlsNameOf } from '@sluice/core/transport';
import { contentOf, digest } from '@sluice/pool';
import type { LayeredOptions } from './socket-options.ts';

/** The options that affect how a socket is opened: those of Node's types, and some that the types omit. */
type SocketOption =
  | keyof net.TcpNetConnectOpts
  | keyof net.IpcNetConnectOpts
  | 'socketPath'
  | 'highWaterMark'
  | 'proxyEnv';

type TlsOption =
  | Exclude<keyof tls.ConnectionOptions, SocketOption>
  | 'dhparam'
  | 'passphrase'
  | 'requestOCSP'
  | 'certificateCompression';

/**
 * Whether connections with different values of an option must not be shared: true if it determines the peer, its check or
 * the identity of the caller. False for options that are part of the key anyway, or do not affect an open connection. A new
 * option in Node's types does not compile until it is added here.
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
  servername: false, // has its own rule: the default is derived from the host
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
  /** The prototype of Node's agent of this kind. An agent that dials in another way has its own connections. */
  readonly native: object;
  /** `getName` of our agent of this kind. If a subclass overrides it, the override makes the keys. */
  readonly getName: unknown;
}

/** The parts of a key that depend on the agent. */
export interface AgentIdentity {
  /** The scheme of its requests. */
  readonly scheme: 'http' | 'https';
  readonly partition: string | undefined;
  /** The `createConnection` of a subclass that overrides it. */
  readonly dialer: unknown;
}

/** The settings of a request, and their digest. */
interface Known {
  readonly values: readonly unknown[];
  readonly digest: string;
}

/** The origin of a request, and its key. */
interface Origin {
  readonly host: string;
  readonly port: number | string;
  readonly key: string;
}

/**
 * Makes the keys of one agent. Requests with the same key share connections. A key has the origin as plain text, and a digest
 * of all other settings, which does not reveal keys and passwords. Settings are compared by content; functions, and objects
 * that are more than data, by identity.
 */
export class KeyMaker {
  readonly #names: readonly string[];
  #last: Known | undefined;
  #lastOrigin: Origin = { host: '', port: '', key: '' };

  /** @param scheme the scheme of all requests */
  constructor(scheme: 'http' | 'https') {
    this.#names = scheme === 'https' ? [...SOCKET_NAMES, ...TLS_NAMES] : SOCKET_NAMES;
  }

  /**
   * The key of a request's options. Reads the options one by one, since merging them would cost more than everything else.
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

  /** Whether any option prevents sharing connections with requests without options. */
  #differs(options: LayeredOptions): boolean {
    for (const each of this.#names) if (!isNothing(options.get(each))) return true;
    return false;
  }

  /** Usually the key of the previous request: then the same string is returned, whose hash is cached. */
  #originKey(scheme: string, host: string, port: number | string): string {
    const last = this.#lastOrigin;
    if (host === last.host && port === last.port) return last.key;
    const name = host.toLowerCase();
    const key = `agent ${scheme}://${net.isIPv6(name) ? `[${name}]` : name}:${port}`;
    this.#lastOrigin = { host, port, key };
    return key;
  }

  /** Reuses the digest of the previous request if the values are identical and immutable, since certificates are long. */
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

/** The server name of TLS, if it is not derived from the host. */
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
