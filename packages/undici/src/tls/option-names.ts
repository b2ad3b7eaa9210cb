// The names of the TLS options that an error recommends.
import type { TlsOptionNames } from '@sluice/core/transport';

/** The options to change after a refusal by the server. */
export const OF_SERVER: TlsOptionNames = {
  authority: 'tls: { ca }',
  certificate: 'tls: { cert, key }',
  parameters: 'tls: { cert, key, ciphers, ecdhCurve, sigalgs }',
  versions: 'tls: { minVersion, maxVersion }',
  servername: 'tls: { servername }',
  protocols: 'http2',
};

/** The options to change after a refusal by the proxy. */
export const OF_PROXY: TlsOptionNames = {
  authority: 'proxy: { tls: { ca } }',
  certificate: 'proxy: { tls: { cert, key } }',
  parameters: 'proxy: { tls: { cert, key, ciphers, ecdhCurve, sigalgs } }',
  versions: 'proxy: { tls: { minVersion, maxVersion } }',
  servername: 'proxy: { tls: { servername } }',
  protocols: 'another proxy',
};
