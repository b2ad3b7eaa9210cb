export { retry } from './retry.ts';
export type { Ceiling, RetryCallOptions, RetryOptions, RetryRules, StatusRule } from './retry-options.ts';
export type { RetryPolicy } from './policy.ts';
export { parsePolicy } from './parse-policy.ts';
export { PRESETS, type PresetName } from './presets.ts';
export { decide } from './decide.ts';
export type { Decision, DecisionRule, Verdict } from './decision.ts';
export type { AttemptOutcome, BodyKind } from './outcome.ts';
export {
  BACKOFFS,
  constant,
  decorrelatedJitter,
  equalJitter,
  exponential,
  fullJitter,
  linear,
  linearJitter,
  type Backoff,
  type BackoffContext,
  type BackoffName,
} from './backoff.ts';
export { readHint, HINT_NAMES, type HintName, type ServerHint } from './server-hint.ts';
