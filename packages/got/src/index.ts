export type { AnyGot } from './any-got.ts';
export { gotTransport } from './transport.ts';
export type { GotAgents, GotTransportOptions } from './transport-options.ts';
export type { GotCallOptions, Progress } from './call-options.ts';
export type { GotTimeouts } from './timeouts.ts';
export { clientOf, resilientGot } from './resilient/resilient-got.ts';
export type { ResilientCallOptions, ResilientGotOptions } from './resilient/options.ts';
