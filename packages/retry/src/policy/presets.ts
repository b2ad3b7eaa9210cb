// The presets, as plain options.
import { IDEMPOTENT_METHODS } from '@sluice/core/plugin';
import { FINAL_TLS_ALERTS } from '@sluice/core/transport';
import { exponential, fullJitter, type Backoff } from './backoff.ts';
import type { PresetName, RetryOptions } from './options.ts';

/** Every 5xx except 501, which is permanent. */
const serverError = (status: number): boolean => status >= 500 && status !== 501;

const conservative = {
  maxRetries: 4,
  minDelay: 1_000,
  maxDelay: 30_000,
  factor: 2,
  backoff: 'full-jitter',
  methods: [...IDEMPOTENT_METHODS],
  statuses: (status) => status === 408 || status === 425 || status === 429 || serverError(status),
  errorCodes: 'any',
  hints: ['retry-after-ms', 'retry-after', 'ratelimit', 'x-ratelimit'],
  hintStatuses: [403, 413, 429, 503],
  maxRetryAfter: 30_000,
  ceiling: 'cap',
  hintSlack: false,
  drain: {},
  peek: { bytes: 0, time: 50 },
} as const satisfies RetryOptions;

/**
 * hashicorp/go-retryablehttp v0.7.8 with its defaults: POST is retried, delays have no jitter, `Retry-After` has no
 * ceiling and counts on 429 and 503, 4096 bytes are drained. The time bound of the drain, the deadline and the refusal
 * of one-shot bodies are Sluice's.
 */
const goRetryablehttp = {
  ...conservative,
  backoff: 'exponential',
  methods: 'any',
  // Its status 0, an answer without a status, cannot occur here: the parser refuses such an answer.
  statuses: (status) => status === 429 || serverError(status),
  // It retries every transport error, even a permanent one, except errors of a certificate.
  errorCodes: [
    'any',
    'ERR_SLUICE_DNS',
    'ERR_SLUICE_PROTOCOL',
    'ERR_SLUICE_PROXY',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
    ...FINAL_TLS_ALERTS,
  ],
  hints: ['retry-after'],
  hintStatuses: [429, 503],
  hintFloor: 0,
  ceiling: 'wait',
  drain: { bytes: 4_096 },
  budget: false,
} as const satisfies RetryOptions;

const gotBackoff: Backoff = (context) => exponential(context) + context.random() * 100;

/**
 * sindresorhus/got 16: 2 retries; a delay of 1 s, doubled without a ceiling, plus up to 100 ms; its lists of statuses
 * and codes; `Retry-After` on all of these statuses, and a stop when it asks for too much (in got: more than the
 * request's timeout).
 */
const got = {
  ...conservative,
  maxRetries: 2,
  maxDelay: Infinity,
  backoff: gotBackoff,
  statuses: [408, 429, 500, 502, 503, 504, 521, 522, 524],
  errorCodes: [
    'ETIMEDOUT',
    'ECONNRESET',
    'EADDRINUSE',
    'ECONNREFUSED',
    'EPIPE',
    'ENOTFOUND',
    'ENETUNREACH',
    'EAI_AGAIN',
  ],
  hints: ['retry-after'],
  hintStatuses: [408, 413, 429, 500, 502, 503, 504, 521, 522, 524],
  hintFloor: 0,
  maxRetryAfter: Infinity,
  ceiling: 'stop',
  budget: false,
} as const satisfies RetryOptions;

const awsBackoff: Backoff = (context) =>
  fullJitter(context.outcome.status === 429 ? { ...context, minDelay: context.minDelay * 5 } : context);

/**
 * The standard mode of the AWS SDKs (smithy-typescript 3.33): 3 attempts, full jitter from 100 ms (500 ms when
 * throttled) to 20 s, any method, a server's wait granted up to 5 s above the own delay.
 */
const aws = {
  ...conservative,
  maxRetries: 2,
  minDelay: 100,
  maxDelay: 20_000,
  backoff: awsBackoff,
  methods: 'any',
  statuses: [429, 500, 502, 503, 504],
  errorCodes: [
    'ETIMEDOUT',
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
  hints: ['retry-after-ms', 'retry-after'],
  hintStatuses: [429, 500, 502, 503, 504],
  hintFloor: 0,
  ceiling: 'cap',
  hintSlack: 5_000,
  budget: { tokens: 500, cost: 5, transientCost: 10, refund: 1, floor: 0 },
} as const satisfies RetryOptions;

/** Every preset by its name, as plain options. `conservative` is the default. */
export const PRESETS: Readonly<Record<PresetName, RetryOptions>> = Object.freeze({
  conservative,
  goRetryablehttp,
  got,
  aws,
});
