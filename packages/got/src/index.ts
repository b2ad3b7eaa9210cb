export { gotTransport } from './transport.ts';
export type { GotAgents, GotTransportOptions } from './transport-options.ts';
export type { GotCallOptions, Progress } from './call-options.ts';
export type { GotTimeouts } from './timeouts.ts';
