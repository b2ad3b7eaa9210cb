export { breaker } from './breaker.ts';
export type { BreakerCallOptions, BreakerOptions, RatioOptions } from './options.ts';
export type { CircuitState } from './circuit.ts';
export type { BreakerStats, CircuitStats } from './stats.ts';
export type { BreakerEvent, BreakerMessage } from './diagnostics.ts';
