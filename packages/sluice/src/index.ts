export { createClient, type SluiceClient, type SluiceStats } from './create-client.ts';
export type {
  CarrierOptionsOf,
  ExtraOptionsOf,
  SluiceCallOptions,
  SluiceOptions,
  TimeoutOptions,
} from './options.ts';
export type { PoolOptions, PoolRegistry } from '@sluice/pool';
export { createAgentRegistry, sharedRegistry, type SluiceRegistry } from './registry.ts';
export { breaker, type BreakerOptions } from '@sluice/breaker';
export { aimd, gate, gradient2, type GateOptions, type GateStats } from '@sluice/gate';
export { budgetOf, hedge, hostCooldown, retry, type HedgeOptions, type RetryOptions } from '@sluice/retry';
export { attemptTimeout, deadline, watchdog, type WatchdogOptions } from '@sluice/watchdog';
export { undiciTransport, type UndiciTransportOptions } from '@sluice/undici';
export {
  BodyError,
  BreakerError,
  Call,
  ClosedError,
  GateError,
  HttpError,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  isBodyError,
  isBreakerError,
  isClosedError,
  isGateError,
  isHttpError,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeoutError,
  NetworkError,
  OptionError,
  promised,
  redirect,
  RedirectError,
  SchemaError,
  settle,
  SluiceError,
  TimeoutError,
  type Attempt,
  type BodyInput,
  type CallTimings,
  type Client,
  type Clock,
  type Dispatch,
  type DrainBound,
  type DrainResult,
  type DrainStats,
  type Interceptor,
  type Middleware,
  type Next,
  type Plugin,
  type PluginHost,
  type ResponseHandler,
  type StandardSchema,
  type Timings,
  type Transport,
} from '@sluice/core';
