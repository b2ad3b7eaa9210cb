export { undiciTransport, type WireCallOptions } from './transport.ts';
export type { UndiciTransportOptions } from './transport-options.ts';
export type { TlsMaterial, TlsOptions } from './tls-options.ts';
export type { WireTimeouts } from './wire-timeouts.ts';
