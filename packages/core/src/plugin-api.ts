// Entry point `@sluice/core/plugin`: for authors of plugins.
import * as option from './options/parsers.ts';

/** Parsers of options, to declare the options of a plugin with. */
export { option };
export { systemClock, type Timer } from './time/clock.ts';
export { MAX_TIMER_MS } from './time/system-timer.ts';
export { CallChannel, type CallReference } from './lifecycle/call-channel.ts';
export { Alarm } from './time/alarm.ts';
export { alarmsOf, type Alarms } from './time/alarms.ts';
export { Scope, type AbortListener, type EndListener } from './lifecycle/scope.ts';
export type { Repeats } from './lifecycle/call-modes.ts';
export type { CallScope } from './lifecycle/call-scope.ts';
export type { AttemptScope } from './lifecycle/attempt-scope.ts';
export type { DetachListener, ReachabilityListener } from './lifecycle/attempt-listeners.ts';
export type { AttemptRecord } from './history/attempt.ts';
export type { RequestChanges } from './request/request-changes.ts';
export { describeNow } from './history/call-timings.ts';
export type { RequestLine } from './history/request-line.ts';
export type { ResponseListener, WaitListener } from './response/response-listeners.ts';
export { drainTime } from './response/drain/drain-time.ts';
export type {
  AnyPlugin,
  CallOptionSpecs,
  Middleware,
  Next,
  Plugin,
  PluginHost,
  PluginParts,
  Stage,
} from './plugin.ts';
export { optionsOf, type ResolvedOptions } from './options/resolved-options.ts';
export {
  callOption,
  defaultsOf,
  group,
  parsersOf,
  withDefaults,
  type CallOption,
  type GivenOptions,
  type OptionGroup,
  type OptionSpec,
  type ParsedOptions,
} from './options/call-option.ts';
export type { OptionParser, OptionParsers } from './options/parsers.ts';
export { IDEMPOTENT_METHODS, SAFE_METHODS } from './request/methods.ts';
export { canOpenAgain } from './request/body/request-body.ts';
export { hasIdempotencyKey } from './wire/replay.ts';
export { parseHttpDate } from './headers/http-date.ts';
export { safeText, safeUrl } from './errors/redact.ts';
export { nameKind, type ErrorDetails } from './errors/base.ts';
export { refuse } from './errors/option-error.ts';
export { isErrorOfKind } from './errors/guards.ts';
