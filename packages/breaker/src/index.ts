// Entry point `@sluice/breaker`.
export { breaker } from './breaker.ts';
export { BreakerError, isBreakerError } from './breaker-error.ts';
export type { BreakerCallOptions, BreakerOptions, RatioOptions } from './options.ts';
export type { BreakerStats, CircuitState, CircuitStats } from './stats.ts';
export type { BreakerEvent, BreakerMessage } from './diagnostics.ts';
