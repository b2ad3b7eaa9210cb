// Reads the wait that a response requests, from all families of headers.
import type { HttpHeaders } from '@sluice/core';
import { MAX_TIMER_MS, parseHttpDate } from '@sluice/core/plugin';
import {
  exhaustedFor,
  readRateLimit,
  readXRateLimit,
  seconds,
  type RateLimit,
  untilTimestamp,
} from './rate-limit.ts';

/**
 * A family of headers that requests a wait:
 * - `retry-after` (RFC 9110 section 10.2.3)
 * - `retry-after-ms`, with Azure's `x-ms-retry-after-ms` and AWS's `x-amz-retry-after`
 * - `ratelimit` (draft-ietf-httpapi-ratelimit-headers)
 * - `x-ratelimit` (no standard; GitHub, Discord, Twitter, OpenAI and others), with Anthropic's `anthropic-ratelimit-*`
 */
export type HintName = 'retry-after' | 'retry-after-ms' | 'ratelimit' | 'x-ratelimit';

/** Every family, in order of precedence: the finer before the coarser one, which rounds the same wait. */
export const HINT_NAMES: readonly HintName[] = ['retry-after-ms', 'retry-after', 'ratelimit', 'x-ratelimit'];

/** A wait that a server requested. */
export interface ServerHint {
  /** The wait in ms, from 0 on. */
  readonly wait: number;
  /** The family of headers that requested it. */
  readonly source: HintName;
}

const MS_HEADERS = ['retry-after-ms', 'x-ms-retry-after-ms', 'x-amz-retry-after'];

/**
 * Reads the wait that a response requests; undefined if it has no valid hint. The first of repeated headers counts, as
 * in go-retryablehttp. A point in time in the past is a wait of 0.
 * @param names the families to read
 */
export function readHint(
  headers: HttpHeaders,
  names: ReadonlySet<HintName>,
  wallTime: number,
): ServerHint | undefined {
  for (const source of HINT_NAMES) {
    if (!names.has(source)) continue;
    const wait = readFamily(source, headers, wallTime);
    // A timer cannot wait longer.
    if (wait !== undefined) return { wait: Math.min(wait, MAX_TIMER_MS), source };
  }
  return undefined;
}

function readFamily(source: HintName, headers: HttpHeaders, wallTime: number): number | undefined {
  switch (source) {
    case 'retry-after-ms':
      return readMs(headers);
    case 'retry-after':
      return readRetryAfter(headers, wallTime);
    case 'ratelimit':
      return untilOpen(readRateLimit(headers, wallTime));
    case 'x-ratelimit':
      return untilOpen(readXRateLimit(headers, wallTime));
  }
}

function readMs(headers: HttpHeaders): number | undefined {
  for (const name of MS_HEADERS) {
    const [text] = headers.getAll(name);
    if (text !== undefined && /^\d+(\.\d+)?$/.test(text)) return Number(text);
  }
  return undefined;
}

/** Reads `Retry-After` as seconds or as a date, in ms; undefined if it is absent or invalid. */
function readRetryAfter(headers: HttpHeaders, wallTime: number): number | undefined {
  const [text] = headers.getAll('retry-after');
  if (text === undefined) return undefined;
  const delay = seconds(text);
  if (delay !== undefined) return delay;
  const at = parseHttpDate(text, wallTime);
  return at === undefined ? untilTimestamp(text, wallTime) : Math.max(0, at - wallTime);
}

/**
 * Whether the headers say that a rate limit refused the request: they request a wait, or report an exhausted limit. A limit
 * with requests left did not refuse it.
 */
export function isRateLimited(headers: HttpHeaders, names: ReadonlySet<HintName>, wallTime: number): boolean {
  return HINT_NAMES.some((source) => {
    if (!names.has(source)) return false;
    if (source === 'ratelimit') return exhaustedFor(readRateLimit(headers, wallTime)) !== undefined;
    if (source === 'x-ratelimit') return exhaustedFor(readXRateLimit(headers, wallTime)) !== undefined;
    return readFamily(source, headers, wallTime) !== undefined;
  });
}

/** Time until the exhausted limit resets, or, if no limit has a remaining count, until the last one resets. */
function untilOpen(limits: readonly RateLimit[]): number | undefined {
  const exhausted = exhaustedFor(limits);
  if (exhausted !== undefined) return exhausted;
  let wait: number | undefined;
  for (const { remaining, reset } of limits) {
    if (remaining === undefined && reset !== undefined) wait = Math.max(wait ?? 0, reset);
  }
  return wait;
}
