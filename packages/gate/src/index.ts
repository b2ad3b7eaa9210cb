export { gate } from './gate.ts';
export type { GateOptions, KeyLimits } from './options.ts';
export type { GateCallOptions, GatePass } from './call-options.ts';
export type { GateKeyStats, GateStats } from './stats.ts';
export type { GateEvent, GateMessage } from './diagnostics.ts';
