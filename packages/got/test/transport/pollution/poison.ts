import { clientCertificate, clientKey, selfSignedCertificate } from '@sluice/fixtures';

const evil = Buffer.from('evil');

/**
 * A function that fails where a callback waits for it, and does nothing as a listener: Node.js takes a polluted name for
 * one of that event.
 */
const fails = (...given: unknown[]): void => {
  const callback = given.at(-1);
  if (typeof callback === 'function') callback(new Error('a polluted function was called'));
};

/**
 * Values that a polluted prototype could add to a connection, by the names that Node.js, undici and got read from
 * objects of options.
 */
export const POISON: Readonly<Record<string, unknown>> = {
  // of TLS contexts
  ca: selfSignedCertificate,
  cert: clientCertificate, // together with its key, see ALSO
  pfx: evil,
  passphrase: 'evil',
  crl: 'evil',
  ciphers: 'ECDHE-ECDSA-AES128-SHA',
  ecdhCurve: 'P-521',
  sigalgs: 'ecdsa_secp521r1_sha512',
  dhparam: 'evil',
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.2',
  secureProtocol: 'TLSv1_2_method',
  secureOptions: 0x2000_0000,
  honorCipherOrder: 1,
  sessionIdContext: 7,
  sessionTimeout: 'evil',
  ticketKeys: evil,
  clientCertEngine: 'evil',
  privateKeyEngine: 'evil',
  privateKeyIdentifier: 'evil',
  certificateCompression: ['evil'],
  allowPartialTrustChain: true,
  // of TLS connections
  secureContext: {},
  credentials: {},
  rejectUnauthorized: false,
  checkServerIdentity: () => undefined,
  servername: 'evil.test',
  ALPNProtocols: ['evil'],
  ALPNCallback: fails,
  SNICallback: fails,
  session: evil,
  pskCallback: () => ({ psk: evil, identity: 'evil' }),
  pskIdentityHint: 7,
  requestOCSP: true,
  requestCert: false,
  enableTrace: 'evil',
  minDHSize: 1_000_000,
  isServer: true,
  server: {},
  handshakeTimeout: 60_000,
  // of sockets
  socket: fails,
  host: '127.0.0.99',
  hostname: '127.0.0.99',
  port: 1,
  path: '/no/such.sock',
  socketPath: '/no/such.sock',
  pipe: fails,
  localAddress: '127.0.0.77',
  localPort: 1,
  family: 6,
  hints: 7,
  lookup: fails,
  all: false,
  order: 'evil',
  verbatim: 'evil',
  autoSelectFamily: 'evil',
  autoSelectFamilyAttemptTimeout: 'evil',
  noDelay: false,
  keepAlive: false,
  keepAliveInitialDelay: 'evil',
  allowHalfOpen: true,
  timeout: 1,
  fd: 0,
  onread: { buffer: Buffer.alloc(64), callback: fails },
  signal: AbortSignal.abort(),
  highWaterMark: 1,
  // of requests and agents
  agent: false,
  agents: {},
  auth: 'evil:evil',
  createConnection: fails,
  connect: fails,
  defaultPort: 1,
  insecureHTTPParser: true,
  maxHeaderSize: 1,
  maxSockets: 1,
  maxCachedSessions: 0,
  method: 'EVIL',
  protocol: 'http:',
  proxy: 'http://127.0.0.99:1/',
  proxyEnv: { HTTPS_PROXY: 'http://127.0.0.99:1/', HTTP_PROXY: 'http://127.0.0.99:1/' },
  setHost: false,
  setDefaultHeaders: false,
  uniqueHeaders: ['evil'],
  // of undici
  allowH2: true,
  tls: { rejectUnauthorized: false, ca: selfSignedCertificate },
  pipelining: 10,
  maxResponseSize: 1,
  maxRequestsPerClient: 1,
  maxConcurrentStreams: 1,
  bodyTimeout: 1,
  headersTimeout: 1,
  interceptors: {},
  reset: true,
  upgrade: fails,
  useH2c: true,
  // of HTTP/2
  settings: { enablePush: true, initialWindowSize: 1 },
  maxOriginSetSize: 'evil',
  maxSessionMemory: 1,
  peerMaxConcurrentStreams: 1,
  paddingStrategy: 7,
  remoteCustomSettings: 'evil',
  strictSingleValueFields: 'evil',
  endStream: false,
  waitForTrailers: true,
  weight: 'evil',
  // of got
  http: false,
  https: { rejectUnauthorized: false, certificateAuthority: selfSignedCertificate },
  http2: true,
  h2session: {},
  request: fails,
  dnsLookup: fails,
  prefixUrl: 'http://127.0.0.99:1/',
  searchParams: 'evil',
  cacheOptions: { ca: selfSignedCertificate },
};

/** Other polluted names, without which a name would have no effect. */
export const ALSO: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  cert: { key: clientKey },
};
