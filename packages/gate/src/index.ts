// Entry point `@sluice/gate`.
export { gate } from './gate.ts';
export { GateError, isGateError, type GateErrorCode } from './gate-error.ts';
export type { GateOptions, KeyLimits } from './options/gate-options.ts';
export type { GateCallOptions, GateCallRules } from './options/call-options.ts';
export type { GateKeyStats, GateStats } from './stats.ts';
export type { GateEvent, GateMessage } from './diagnostics.ts';
export { aimd, type AimdOptions } from './adaptive/aimd.ts';
export { gradient2, type Gradient2Options } from './adaptive/gradient2.ts';
export type { AdaptiveLimit, LatencyWindow, LimitAlgorithm } from './adaptive/algorithm.ts';
