// Entry point `@sluice/core`: for callers.
export type { Clock } from './time/clock.ts';
export type { CallTimings } from './history/call-timings.ts';
export { describeAttempt, type Attempt, type ConnectionInfo, type Timings } from './history/attempt.ts';
export type { HeaderValue } from './headers/header-input.ts';
export { HttpHeaders, type HeadersInput } from './headers/headers.ts';
export type { HeadersContext, HeadersFunction, HeadersOption } from './request/computed-headers.ts';
export { HttpRequest } from './request/request.ts';
export { HttpResponse } from './response/response.ts';
export { BufferedResponse } from './response/buffered-response.ts';
export type { DrainBound, DrainInput, ReadBound } from './options/bounds.ts';
export type { DrainOutcome, DrainResult } from './history/drain-result.ts';
export type { FileInput } from './request/body/body-input.ts';
export type { DrainStats } from './response/drain/drain-counts.ts';
export type { BodyInput } from './request/body/body-input.ts';
export { createClient } from './client/create-client.ts';
export type { Progress, ProgressListener } from './lifecycle/progress.ts';
export type { Logger } from './client/logger.ts';
export type {
  CallOptionsOf,
  Client,
  ClientOptions,
  ClientStats,
  CloseOptions,
  Shortcut,
} from './client/client.ts';
export { Call } from './client/call.ts';
export { BodyPromise, type DataWithResponse } from './client/body-promise.ts';
export type { CoreCallOptions } from './client/call-options.ts';
export type { CorePolicyOptions } from './options/core-options.ts';
export type { QueryInput, QueryValue } from './request/query.ts';
export { redirect } from './redirect/redirect.ts';
export type { RedirectCallOptions } from './redirect/redirect-options.ts';
export { hooks } from './hooks/hooks.ts';
export type { HookCallOptions } from './hooks/hook-options.ts';
export type {
  AfterResponseState,
  BeforeRequestState,
  BeforeRetryState,
  ErrorState,
  HookResult,
  Hooks,
  SendAgain,
} from './hooks/hook-types.ts';
export { AgentRegistry } from './registry.ts';
export type { AttemptMessage, CallMessage } from './diagnostics.ts';
export type { DrainMessage } from './response/drain/drain-channel.ts';
export type { StandardSchema, StandardSchemaResult } from './options/standard-schema.ts';
export { SluiceError, type SafeErrorJson } from './errors/base.ts';
export type { ErrorCode, ErrorCodes } from './errors/codes.ts';
export { OptionError } from './errors/option-error.ts';
export { HttpError, isHttpError, type HttpErrorResponse } from './response/http-error.ts';
export {
  NetworkError,
  type NetworkErrorCode,
  type NetworkErrorDetails,
  type NetworkPhase,
} from './errors/network-error.ts';
export { TimeoutError, type TimeoutPhase } from './errors/timeout-error.ts';
export { BodyError, type BodyErrorCode } from './errors/body-error.ts';
export { ClosedError, type ClosedErrorDetails } from './errors/closed-error.ts';
export { RedirectError } from './errors/redirect-error.ts';
export { SchemaError, type StandardSchemaIssue } from './errors/schema-error.ts';
export {
  isBodyError,
  isClosedError,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeout,
  isTimeoutError,
} from './errors/guards.ts';
