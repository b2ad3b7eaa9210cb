// Entry point `sluice`.
export { createClient, type SluiceClient, type SluiceStats } from './create-client.ts';
export type {
  TransportOptionsOf,
  ExtraOptionsOf,
  SluiceCallOptions,
  SluiceOptions,
  TimeoutOptions,
} from './options.ts';
export type { PoolOptions, PoolRegistry } from '@sluice/pool';
export { createAgentRegistry, sharedRegistry, type SluiceRegistry } from './registry.ts';
export {
  breaker,
  BreakerError,
  isBreakerError,
  type BreakerCallOptions,
  type BreakerMessage,
  type BreakerOptions,
} from '@sluice/breaker';
export {
  aimd,
  gate,
  GateError,
  gradient2,
  isGateError,
  type GateCallOptions,
  type GateMessage,
  type GateOptions,
  type GateStats,
} from '@sluice/gate';
export {
  budgetOf,
  CooldownError,
  hedge,
  hostCooldown,
  isCooldownError,
  retry,
  type HedgeCallOptions,
  type HedgeOptions,
  type RetryCallOptions,
  type RetryMessage,
  type RetryOptions,
} from '@sluice/retry';
export {
  attemptTimeout,
  deadline,
  watchdog,
  type WatchdogCallOptions,
  type WatchdogMessage,
  type WatchdogOptions,
} from '@sluice/watchdog';
export { undiciTransport, type UndiciTransportOptions, type WireCallOptions } from '@sluice/undici';
export {
  BodyError,
  Call,
  ClosedError,
  describeAttempt,
  HttpError,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  isBodyError,
  isClosedError,
  isHttpError,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeoutError,
  NetworkError,
  OptionError,
  redirect,
  RedirectError,
  SchemaError,
  SluiceError,
  TimeoutError,
  type Attempt,
  type AttemptMessage,
  type BodyInput,
  type CallMessage,
  type CallTimings,
  type Client,
  type Clock,
  type CoreCallOptions,
  type DrainBound,
  type DrainMessage,
  type DrainResult,
  type DrainStats,
  type ErrorCode,
  type ErrorCodes,
  type HeadersInput,
  type QueryInput,
  type RedirectCallOptions,
  type StandardSchema,
  type Timings,
} from '@sluice/core';
export {
  isErrorOfKind,
  nameKind,
  type Middleware,
  type Next,
  type Plugin,
  type PluginHost,
} from '@sluice/core/plugin';
export type { Transport } from '@sluice/core/transport';
export {
  promised,
  settle,
  type Dispatch,
  type Interceptor,
  type ResponseHandler,
} from '@sluice/core/internal';
