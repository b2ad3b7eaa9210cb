export { bare } from './bare.ts';
export { property } from './property.ts';
export { pollutedNames, SET_BY_TLS_CONNECT, shade, unpolluted } from './unpolluted.ts';
export { systemLookup } from './system-lookup.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
export { MAX_TIMER_MS } from './system-timer.ts';
export { Alarm } from './alarm.ts';
export { alarmsOf, type Alarms } from './alarms.ts';
export { Scope, type AbortListener, type EndListener } from './scope.ts';
export type { CallScope } from './call-scope.ts';
export type { CallTimings } from './call-timings.ts';
export type { AttemptScope, DetachListener, HolderListener } from './attempt-scope.ts';
export {
  describeAttempt,
  type Attempt,
  type AttemptRecord,
  type ConnectionInfo,
  type Timings,
} from './attempt.ts';
export { HttpHeaders, type HeadersInput, type HeaderValue } from './headers.ts';
export { HttpRequest } from './request.ts';
export type { RequestChanges } from './request-changes.ts';
export { HttpResponse } from './response.ts';
export type { ResponseHead } from './response-head.ts';
export { BODY_BUFFER_BYTES, type BodySource } from './body/body-source.ts';
export { ResponseBody } from './body/response-body.ts';
export type { RequestLine } from './request-line.ts';
export type { ResponseListener, WaitListener } from './response-listeners.ts';
export { drainTime } from './body/drain-time.ts';
export {
  DEFAULT_DRAIN,
  parseDrain,
  parseReadBound,
  type DrainBound,
  type DrainInput,
  type ReadBound,
} from './bounds.ts';
export type { DrainOutcome, DrainResult } from './drain-result.ts';
export type { FileInput } from './body/file-body.ts';
export type { DrainStats } from './body/drain-counts.ts';
export type { BodyContent, BodyInput, BodyStream, ReplayableBody, RequestBody } from './body/request-body.ts';
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
export type { ResolvedOptions } from './client/resolved-options.ts';
export type { QueryInput, QueryValue } from './client/query.ts';
export { group, type OptionGroup, type OptionSpec } from './client/option-table.ts';
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
} from './options.ts';
export { exactContent } from './body/exact-length.ts';
export { Upload, uploadOf } from './body/upload.ts';
export { IDEMPOTENT_METHODS, SAFE_METHODS } from './methods.ts';
export { hasIdempotencyKey, mayReplay } from './replay.ts';
export type { WireState } from './wire-state.ts';
export {
  checkHead,
  declaredLength,
  endsWithConnection,
  MAX_INFORMATIONAL,
  mayTrailBody,
  refusedResponse,
  tooManyInformational,
  type ReceivedHeaders,
} from './response-framing.ts';
export { redirect, type RedirectCallOptions } from './redirect.ts';
export { AgentRegistry, type RegistryEntry } from './registry.ts';
export type { AttemptMessage, CallMessage } from './diagnostics.ts';
export type { DrainMessage } from './body/drain-channel.ts';
export type { StandardSchema, StandardSchemaResult } from './standard-schema.ts';
export { parseHttpDate } from './http-date.ts';
export { FINAL_TLS_ALERTS, tlsAlertOf, type TlsAlert, type TlsRemedy } from './errors/tls-alert.ts';
export {
  brokenTls,
  explainTls,
  handshakeError,
  isFinalTls,
  isTlsError,
  type TlsOptionNames,
} from './errors/tls-errors.ts';
export { codeOf, firstCode, invalidResponse, lostConnection } from './errors/wire-errors.ts';
export { safeText, safeUrl } from './errors/redact.ts';
export { nameKind, SluiceError, type ErrorDetails, type SafeErrorJson } from './errors/base.ts';
export type { ErrorCode, ErrorCodes } from './errors/codes.ts';
export { OptionError, refuse } from './errors/option-error.ts';
export { HttpError, isHttpError, type HttpErrorResponse } from './errors/http-error.ts';
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
