// Entry point `@sluice/undici`.
export { undiciTransport, type WireCallOptions } from './transport.ts';
export { TRANSPORT_OPTION_NAMES, type UndiciTransportOptions } from './destination/transport-options.ts';
export type { TlsMaterial, TlsOptions } from './tls/tls-options.ts';
export type { WireTimeouts } from './wire/wire-timeouts.ts';
export type { ProxyOption } from './proxy/proxy-option.ts';
export type { ProxyDescription } from './proxy/proxy-hop.ts';
export type { ConnectHook, ConnectTarget, SocketOptions } from './dial/socket-options.ts';
export type { Http2Options } from './http2/http2-options.ts';
