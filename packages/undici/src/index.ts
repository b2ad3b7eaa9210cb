export { undiciTransport, type WireCallOptions } from './transport.ts';
export type { UndiciTransportOptions } from './transport-options.ts';
export type { TlsMaterial, TlsOptions } from './tls-options.ts';
export type { WireTimeouts } from './wire-timeouts.ts';
export type { ProxyOption } from './proxy-option.ts';
export type { ProxyDescription } from './proxy-hop.ts';
export type { ConnectHook, ConnectTarget, SocketOptions } from './socket-options.ts';
export type { Http2Options } from './http2-options.ts';
export { dispatcherOf, type DispatcherOptions } from './dispatcher.ts';
