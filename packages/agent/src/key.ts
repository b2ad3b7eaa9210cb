import net from 'node:net';
import tls from 'node:tls';
import { contentOf, digest } from './identity.ts';
import type { TargetOptions } from './node-internals.ts';

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
}

/** What an agent adds to the key of its connections. */
export interface AgentIdentity {
  /** The scheme of its requests. */
  readonly scheme: 'http' | 'https';
  readonly partition: string | undefined;
  /** The way it opens sockets, when a subclass has its own. */
  readonly dialer: unknown;
}

/**
 * What two requests must have in common to share a connection, as the key of the pool: the origin in clear, all else
 * as a digest that tells nothing of keys and passwords. Compared by content; functions and other objects that are more
 * than data, by identity.
 */
export function keyOf(identity: AgentIdentity, options: TargetOptions): string {
  const { scheme, partition, dialer } = identity;
  const host = (options.host ?? 'localhost').toLowerCase();
  const port = options.port || options.defaultPort || (scheme === 'https' ? 443 : 80);
  const plain = `agent ${scheme}://${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  let secret = '';
  if (partition !== undefined) secret += `partition=${contentOf(partition)}`;
  if (dialer !== undefined) secret += `dialer=${contentOf(dialer)}`;
  for (const name of SOCKET_NAMES) secret += part(name, options[name]);
  if (scheme === 'https') {
    const { servername } = options;
    if (servername !== (net.isIP(host) === 0 ? host : '')) secret += part('servername', servername);
    for (const name of TLS_NAMES) secret += part(name, options[name]);
  }
  return secret === '' ? plain : `${plain} #${digest(secret)}`;
}

function part(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (name === 'checkServerIdentity' && value === tls.checkServerIdentity) return '';
  return `${name}=${contentOf(value)}`;
}
