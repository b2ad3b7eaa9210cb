// Entry point `@sluice/watchdog`.
export { deadline, type DeadlineCallOptions, type DeadlineOptions } from './deadline.ts';
export {
  attemptTimeout,
  type AttemptTimeoutCallOptions,
  type AttemptTimeoutOptions,
  type AttemptTimeoutStats,
  type TimeoutPolicy,
} from './attempt-timeout.ts';
export { watchdog, type WatchdogCallOptions, type WatchdogOptions, type WatchdogStats } from './watchdog.ts';
export type { ReclaimReason, WatchdogMessage } from './report.ts';
