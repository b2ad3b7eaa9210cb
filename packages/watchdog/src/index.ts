// Entry point `@sluice/watchdog`.
export { deadline, DEFAULT_TOTAL, type DeadlineCallOptions, type DeadlineOptions } from './deadline.ts';
export {
  attemptTimeout,
  DEFAULT_ATTEMPT,
  DEFAULT_BODY,
  DEFAULT_DETACHED,
  type AttemptTimeoutCallOptions,
  type AttemptTimeoutOptions,
  type AttemptTimeoutStats,
  type TimeoutPolicy,
} from './attempt-timeout.ts';
export {
  watchdog,
  DEFAULT_UNREAD,
  type WatchdogCallOptions,
  type WatchdogOptions,
  type WatchdogStats,
} from './watchdog.ts';
export type { ReclaimReason, WatchdogMessage } from './report.ts';
