// Entry point `@sluice/chaos`.
export { chaos } from './chaos.ts';
export type { ChaosMessage } from './diagnostics.ts';
export type { ChaosFault, ChaosWait } from './faults.ts';
export { isChaos } from './mark.ts';
export type { ChaosCallOptions, ChaosOptions } from './options.ts';
export type { ChaosStats } from './stats.ts';
