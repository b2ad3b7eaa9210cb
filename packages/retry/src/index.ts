// Entry point `@sluice/retry`.
export { retry } from './retry.ts';
export type { KeyInput, KeyRule } from './idempotency.ts';
export { hedge } from './hedge/hedge.ts';
export type {
  HedgeCallOptions,
  HedgeOptions,
  HedgeRules,
  HedgeStats,
  MeasuredDelay,
} from './hedge/hedge-options.ts';
export type {
  Ceiling,
  PresetName,
  RetryCallOptions,
  RetryCallRules,
  RetryOptions,
  RetryRules,
  StatusRule,
} from './policy/options.ts';
export type {
  CheckResult,
  Exhausted,
  ExhaustedContext,
  RequestContext,
  ResponseContext,
  RetryContext,
  RetryHooks,
} from './policy/hooks.ts';
export type { RetryPolicy } from './policy/policy.ts';
export { parsePolicy } from './policy/parse-policy.ts';
export { PRESETS } from './policy/presets.ts';
export { nextStep, type StepState } from './policy/next-step.ts';
export type { AnswerStep, RetryStep, Step, StepRule, StopStep, Verdict } from './policy/step.ts';
export type { AttemptOutcome, BodyKind } from './policy/outcome.ts';
export { BACKOFFS, type Backoff, type BackoffContext, type BackoffName } from './policy/backoff.ts';
export { readHint, HINT_NAMES, type HintName, type ServerHint } from './hints/server-hint.ts';
export type { BudgetHostStats, BudgetStats, ExtraAttempt, RetryBudget } from './budget/budget.ts';
export { tokenBudget, type TokenBudgetOptions } from './budget/token-budget.ts';
export { shareBudget, type ShareBudgetOptions } from './budget/share-budget.ts';
export { budgetOf } from './budget/registry-budget.ts';
export {
  hostCooldown,
  type CooldownOptions,
  type CooldownStats,
  type HostCooldown,
} from './cooldown/cooldown.ts';
export { CooldownError, isCooldownError } from './cooldown/cooldown-error.ts';
export type { RetryEvent, RetryMessage } from './diagnostics.ts';
export type { RetryCounts, RetryStats } from './stats.ts';
