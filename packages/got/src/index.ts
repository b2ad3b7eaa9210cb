// Entry point `@sluice/got`.
export type { AnyGot } from './any-got.ts';
export { gotTransport } from './transport/transport.ts';
export type { GotAgents, GotTransportOptions } from './transport/transport-options.ts';
export type { GotCallOptions } from './transport/call-options.ts';
export type { GotTimeouts } from './transport/timeouts.ts';
export { clientOf, resilientGot } from './resilient/resilient-got.ts';
export type { ResilientCallOptions, ResilientGotOptions } from './resilient/options.ts';
