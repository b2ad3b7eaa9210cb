import net from 'node:net';
import tls from 'node:tls';
import { tlsNameOf } from '@sluice/core/transport';
import { contentOf, digest } from '@sluice/pool';
import type { LayeredOptions } from './target.ts';

/** Names of the options that decide how a socket is opened, by Node's own types and what they leave out. */
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
 * Whether an option says who is reached, how it is checked or who the caller is: then connections opened with another
 * value of it are never shared. False for what is in the key anyway, and for what makes no difference to a connection
 * that is open. An option that comes new with Node's types does not compile until it has its place here.
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
  servername: false, // has a rule of its own: the default follows from the host
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

/** What makes the difference between agents for http and https. */
export interface AgentKind {
  readonly scheme: 'http' | 'https';
  /** The prototype of Node's agent of the kind: an agent that dials otherwise has connections of its own. */
  readonly native: object;
  /** What makes the keys of our agent of the kind: a subclass that has its own is asked. */
  readonly getName: unknown;
}

/** What an agent adds to the key of its connections. */
export interface AgentIdentity {
  /** The scheme of its requests. */
  readonly scheme: 'http' | 'https';
  readonly partition: string | undefined;
  /** The way it opens sockets, when a subclass has its own. */
  readonly dialer: unknown;
}

/** What a request's settings were, and the digest of them. */
interface Known {
  readonly values: readonly unknown[];
  readonly digest: string;
}

/** Where a request goes, and the key of that. */
interface Origin {
  readonly host: string;
  readonly port: number | string;
  readonly key: string;
}

/**
 * Makes the keys of one agent: what two requests must have in common to share a connection. The origin is in clear,
 * all else a digest that tells nothing of keys and passwords. Compared by content; functions and other objects that
 * are more than data, by identity.
 */
export class KeyMaker {
  readonly #names: readonly string[];
  #last: Known | undefined;
  #lastOrigin: Origin = { host: '', port: '', key: '' };

  /** @param scheme of all requests */
  constructor(scheme: 'http' | 'https') {
    this.#names = scheme === 'https' ? [...SOCKET_NAMES, ...TLS_NAMES] : SOCKET_NAMES;
  }

  /**
   * The key of a request's options. Reads them one by one: to merge all that a request has costs more than all else here.
   * @param serverName the name TLS asks for
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

  /** Whether any option says that a connection must not be shared with all. */
  #differs(options: LayeredOptions): boolean {
    for (const each of this.#names) if (!isNothing(options.get(each))) return true;
    return false;
  }

  /** Mostly the same as for the request before: then the same string, whose hash is known. */
  #originKey(scheme: string, host: string, port: number | string): string {
    const last = this.#lastOrigin;
    if (host === last.host && port === last.port) return last.key;
    const name = host.toLowerCase();
    const key = `agent ${scheme}://${net.isIPv6(name) ? `[${name}]` : name}:${port}`;
    this.#lastOrigin = { host, port, key };
    return key;
  }

  /** Certificates are long, and mostly the same as for the request before; what may have changed inside is not. */
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

/** The name TLS asks for, when it is not the one that follows from the host. */
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
