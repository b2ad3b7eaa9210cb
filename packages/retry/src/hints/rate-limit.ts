import type { HttpHeaders } from '@sluice/core';

/** A limit that a server reports. */
export interface RateLimit {
  /** Requests still allowed in this window; undefined when not told. */
  readonly remaining: number | undefined;
  /** Until the window ends, in ms; undefined when not told. */
  readonly reset: number | undefined;
}

/**
 * The limits told by `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, the structured form
 * and both older ones with `RateLimit-Remaining`/`-Reset` or `limit=, remaining=, reset=`).
 */
export function readRateLimit(headers: HttpHeaders): RateLimit[] {
  const field = headers.get('ratelimit');
  if (field === null) {
    return single(headers.get('ratelimit-remaining'), seconds(headers.get('ratelimit-reset')));
  }
  if (/^\s*(limit|remaining|reset)\s*=/i.test(field)) {
    return single(parameter(field, 'remaining'), seconds(parameter(field, 'reset')));
  }
  const windows = headers.get('ratelimit-policy');
  return splitList(field).map((item) => ({
    remaining: count(parameter(item, 'r')),
    reset: seconds(parameter(item, 't') ?? windowOf(windows, nameOf(item))),
  }));
}

const X_REMAINING = ['x-ratelimit-remaining', 'x-rate-limit-remaining'];
const X_RESET_AFTER = ['x-ratelimit-retry-after', 'x-ratelimit-reset-after'];
const X_RESET = ['x-ratelimit-reset', 'x-rate-limit-reset'];

/**
 * The limit told by the `X-RateLimit-*` family (GitHub, Discord, Twitter and others). `…-Reset` is seconds from now,
 * or a point in time as seconds or milliseconds since the epoch: which one is told by its size.
 */
export function readXRateLimit(headers: HttpHeaders, wallTime: number): RateLimit[] {
  const after = seconds(first(headers, X_RESET_AFTER));
  return single(first(headers, X_REMAINING), after ?? moment(first(headers, X_RESET), wallTime));
}

/** The longest wait until an exhausted limit is open again, in ms; undefined when none is exhausted. */
export function exhaustedFor(limits: readonly RateLimit[]): number | undefined {
  let wait: number | undefined;
  for (const { remaining, reset } of limits) {
    if (remaining === 0 && reset !== undefined) wait = Math.max(wait ?? 0, reset);
  }
  return wait;
}

function single(remaining: string | null, reset: number | undefined): RateLimit[] {
  const left = count(remaining);
  return left === undefined && reset === undefined ? [] : [{ remaining: left, reset }];
}

function first(headers: HttpHeaders, names: readonly string[]): string | null {
  for (const name of names) {
    const [value] = headers.getAll(name);
    if (value !== undefined) return value;
  }
  return null;
}

/** The value of `key=` in an item with parameters, or in a list of pairs. */
function parameter(item: string, key: string): string | null {
  return new RegExp(String.raw`(?:^|[;,\s])${key}\s*=\s*"?([\d.]+)`, 'i').exec(item)?.[1] ?? null;
}

/** The name of a policy in a structured item: `"burst";q=100;w=60`. */
function nameOf(item: string): string {
  return item.split(';', 1)[0]?.trim() ?? '';
}

function windowOf(policies: string | null, name: string): string | null {
  if (policies === null) return null;
  const own = splitList(policies).find((item) => nameOf(item) === name);
  return own === undefined ? null : parameter(own, 'w');
}

/** The members of a list, commas inside quotes left alone. */
function splitList(field: string): string[] {
  return field.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [];
}

function count(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** A number of seconds, as ms. */
export function seconds(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}

function moment(text: string | null, wallTime: number): number | undefined {
  const value = seconds(text);
  if (value === undefined) return undefined;
  const given = value / 1_000;
  // 1e9 s since the epoch was in 2001; nobody asks to wait 31 years. 1e11 s would be in the year 5138.
  if (given < 1e9) return value;
  return Math.max(0, (given > 1e11 ? given : value) - wallTime);
}
