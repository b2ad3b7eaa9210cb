export { bare } from './options/own-copy.ts';
export { property } from './options/read-unpolluted.ts';
export { pollutedNames, SET_BY_TLS_CONNECT, shade, unpolluted } from './options/unpolluted.ts';
export { systemLookup } from './wire/system-lookup.ts';
export { systemClock, type Clock, type Timer } from './time/clock.ts';
export { MAX_TIMER_MS } from './time/system-timer.ts';
export { Alarm } from './time/alarm.ts';
export { alarmsOf, type Alarms } from './time/alarms.ts';
export { Scope, type AbortListener, type EndListener } from './lifecycle/scope.ts';
export type { CallScope } from './lifecycle/call-scope.ts';
export type { CallTimings } from './history/call-timings.ts';
export type { AttemptScope, DetachListener, HolderListener } from './lifecycle/attempt-scope.ts';
export {
  describeAttempt,
  type Attempt,
  type AttemptRecord,
  type ConnectionInfo,
  type Timings,
} from './history/attempt.ts';
export { HttpHeaders, type HeadersInput, type HeaderValue } from './headers/headers.ts';
export { HttpRequest } from './request/request.ts';
export type { RequestChanges } from './request/request-changes.ts';
export { HttpResponse } from './response/response.ts';
export type { ResponseHead } from './response/response-head.ts';
export { BODY_BUFFER_BYTES, type BodySource } from './response/body/body-source.ts';
export { ResponseBody } from './response/body/response-body.ts';
export type { RequestLine } from './history/request-line.ts';
export type { ResponseListener, WaitListener } from './response/response-listeners.ts';
export { drainTime } from './response/drain/drain-time.ts';
export {
  DEFAULT_DRAIN,
  parseDrain,
  parseReadBound,
  type DrainBound,
  type DrainInput,
  type ReadBound,
} from './options/bounds.ts';
export type { DrainOutcome, DrainResult } from './history/drain-result.ts';
export type { FileInput } from './request/body/body-input.ts';
export type { DrainStats } from './response/drain/drain-counts.ts';
export type { BodyInput, BodyStream, ReplayableBody } from './request/body/body-input.ts';
export type { BodyContent, RequestBody } from './request/body/request-body.ts';
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
export type { Dispatch, Interceptor, ResponseHandler } from './interceptor.ts';
export { promised, settle } from './pipeline/dispatch.ts';
export type { AnyTransport, RequestDefaults, Transport } from './transport.ts';
export { createClient } from './client/create-client.ts';
export type { CallOptionsOf, Client, ClientOptions, ClientStats, Shortcut } from './client/client.ts';
export { Call } from './client/call.ts';
export type { CoreCallOptions, CorePolicyOptions } from './client/call-options.ts';
export type { ResolvedOptions } from './options/resolved-options.ts';
export type { QueryInput, QueryValue } from './request/query.ts';
export { group, type OptionGroup, type OptionSpec } from './options/option-table.ts';
export {
  anything,
  boolean,
  bytes,
  duration,
  func,
  integer,
  isOptions,
  limitOrFalse,
  oneOf,
  orFalse,
  parseOptions,
  string,
  unknownOption,
  type OptionParser,
  type OptionParsers,
} from './options/parsers.ts';
export { exactContent } from './request/body/exact-length.ts';
export { Upload, uploadOf } from './wire/upload.ts';
export { describesBody } from './headers/body-headers.ts';
export { IDEMPOTENT_METHODS, SAFE_METHODS } from './request/methods.ts';
export { hasIdempotencyKey, mayReplay } from './wire/replay.ts';
export type { WireState } from './history/wire-state.ts';
export {
  checkHead,
  declaredLength,
  endsWithConnection,
  MAX_INFORMATIONAL,
  mayTrailBody,
  refusedResponse,
  tooManyInformational,
  type ReceivedHeaders,
} from './wire/response-framing.ts';
export { redirect, type RedirectCallOptions } from './redirect.ts';
export { AgentRegistry, type RegistryEntry } from './registry.ts';
export type { AttemptMessage, CallMessage } from './diagnostics.ts';
export type { DrainMessage } from './response/drain/drain-channel.ts';
export type { StandardSchema, StandardSchemaResult } from './options/standard-schema.ts';
export { parseHttpDate } from './headers/http-date.ts';
export { FINAL_TLS_ALERTS, tlsAlertOf, type TlsAlert, type TlsRemedy } from './wire/tls-alert.ts';
export {
  brokenTls,
  explainTls,
  handshakeError,
  isFinalTls,
  isTlsError,
  type TlsOptionNames,
} from './wire/tls-errors.ts';
export { codeOf, firstCode, invalidResponse, lostConnection } from './wire/wire-errors.ts';
export { safeText, safeUrl } from './errors/redact.ts';
export { nameKind, SluiceError, type ErrorDetails, type SafeErrorJson } from './errors/base.ts';
export type { ErrorCode, ErrorCodes } from './errors/codes.ts';
export { OptionError, refuse } from './errors/option-error.ts';
export { HttpError, isHttpError, type HttpErrorResponse } from './response/http-error.ts';
export {
  NetworkError,
  type NetworkErrorCode,
  type NetworkErrorDetails,
  type NetworkPhase,
} from './errors/network-error.ts';
export { TimeoutError, type TimeoutPhase } from './errors/timeout-error.ts';
export { BodyError, type BodyErrorCode } from './errors/body-error.ts';
export { ClosedError } from './errors/closed-error.ts';
export { RedirectError } from './errors/redirect-error.ts';
export { SchemaError, type StandardSchemaIssue } from './errors/schema-error.ts';
export {
  isBodyError,
  isClosedError,
  isErrorOfKind,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeoutError,
} from './errors/guards.ts';
