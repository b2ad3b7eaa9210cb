// Reads the headers of the RateLimit and X-RateLimit families.
import type { HttpHeaders } from '@sluice/core';

/**
 * The most limits that are read from one header, and the most parameters of one limit: a hostile header can have 64 KiB of
 * them.
 */
const MAX_ITEMS = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A limit that a server reports. */
export interface RateLimit {
  /** Requests left in this window; undefined if unknown. */
  readonly remaining: number | undefined;
  /** Time until the window ends, in ms; undefined if unknown. */
  readonly reset: number | undefined;
}

/**
 * Reads `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers: the structured form, and both older
 * forms with `RateLimit-Remaining`/`-Reset` or `limit=, remaining=, reset=`). A reset is a number of seconds from now.
 * In the older forms some servers (GitLab) send a point in time, see {@link readXRateLimit}.
 */
export function readRateLimit(headers: HttpHeaders, wallTime: number): RateLimit[] {
  const field = headers.get('ratelimit');
  if (field === null) {
    return single(
      first(headers, ['ratelimit-remaining']),
      untilReset(first(headers, ['ratelimit-reset']), wallTime),
    );
  }
  if (/^\s*(limit|remaining|reset)\s*=/i.test(field)) {
    return single(parameter(field, 'remaining'), untilReset(parameter(field, 'reset'), wallTime));
  }
  const windows = readWindows(headers.get('ratelimit-policy') ?? '');
  return splitOn(',', field).map((item) => {
    const { name, parameters } = readItem(item);
    return {
      remaining: count(parameters.get('r') ?? null),
      reset: seconds(parameters.get('t') ?? windows.get(name) ?? null),
    };
  });
}

const X_REMAINING = ['x-ratelimit-remaining', 'x-rate-limit-remaining'];
const X_RESET_AFTER = ['x-ratelimit-retry-after', 'x-ratelimit-reset-after'];
const X_RESET = ['x-ratelimit-reset', 'x-rate-limit-reset'];

/** The limits that OpenAI reports, as in `x-ratelimit-remaining-requests` and `x-ratelimit-reset-requests`. */
const OPENAI = ['requests', 'tokens'];
/** The limits that Anthropic reports, as in `anthropic-ratelimit-tokens-remaining` and `…-tokens-reset`. */
const ANTHROPIC = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/**
 * Reads the `X-RateLimit-*` family (GitHub, Discord, Twitter and others), with the limits of OpenAI and Anthropic. A reset
 * is a duration such as `6m0s`, a time such as `2030-01-01T00:00:00Z`, or a number whose size determines its meaning: seconds
 * from now, or a point in time as seconds or milliseconds since the epoch.
 */
export function readXRateLimit(headers: HttpHeaders, wallTime: number): RateLimit[] {
  const limitOf = (remaining: string, reset: string): RateLimit[] =>
    single(first(headers, [remaining]), untilReset(first(headers, [reset]), wallTime));
  const after = seconds(first(headers, X_RESET_AFTER));
  return [
    ...single(first(headers, X_REMAINING), after ?? untilReset(first(headers, X_RESET), wallTime)),
    ...OPENAI.flatMap((name) => limitOf(`x-ratelimit-remaining-${name}`, `x-ratelimit-reset-${name}`)),
    ...ANTHROPIC.flatMap((name) =>
      limitOf(`anthropic-ratelimit-${name}-remaining`, `anthropic-ratelimit-${name}-reset`),
    ),
  ];
}

/** The longest time until an exhausted limit resets, in ms; undefined if no limit is exhausted. */
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

/** The number after `key=` in a list of pairs; null if it is missing. */
function parameter(pairs: string, key: string): string | null {
  return new RegExp(String.raw`(?:^|[;,\s])${key}\s*=\s*"?([\d.]+)`, 'i').exec(pairs)?.[1] ?? null;
}

/** Parses a structured item such as `"burst";q=100;w=60`. */
function readItem(text: string): { name: string; parameters: ReadonlyMap<string, string> } {
  const [name = '', ...pairs] = splitOn(';', text);
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals !== -1) parameters.set(pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1));
  }
  return { name: name.trim(), parameters };
}

/** The windows of the policies, in seconds, by name. */
function readWindows(policies: string): ReadonlyMap<string, string> {
  const windows = new Map<string, string>();
  for (const item of splitOn(',', policies)) {
    const { name, parameters } = readItem(item);
    const window = parameters.get('w');
    if (window !== undefined && !windows.has(name)) windows.set(name, window);
  }
  return windows;
}

/**
 * Splits a text at separators outside quotes, into the first {@link MAX_ITEMS} parts. In a single pass, since the text comes
 * from the peer.
 */
function splitOn(separator: ',' | ';', text: string): string[] {
  const parts: string[] = [];
  const wanted = separator.charCodeAt(0);
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === QUOTE) quoted = !quoted;
    else if (char === BACKSLASH && quoted) index++;
    else if (char === wanted && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
      if (parts.length === MAX_ITEMS) return parts;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function count(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

/** Parses a number of seconds. @returns ms; undefined if it is not a number */
export function seconds(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}

/** A duration as Go prints it, such as `6m0s` or `1h2m3.5s` or `20ms`. */
const GO_DURATION = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
/** A point in time of RFC 3339. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Parses a point in time of RFC 3339, a profile of ISO 8601. @returns ms from now, from 0 on; undefined for another text */
export function untilTimestamp(text: string, wallTime: number): number | undefined {
  if (!TIMESTAMP.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallTime);
}

function goDuration(text: string): number | undefined {
  const [whole, hours = 0, minutes = 0, rest = 0, ms = 0] = GO_DURATION.exec(text) ?? [];
  if (whole === undefined || whole === '') return undefined;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(rest)) * 1_000 + Number(ms);
}

function untilReset(text: string | null, wallTime: number): number | undefined {
  const value = seconds(text);
  if (value === undefined) {
    const given = text?.trim() ?? '';
    return goDuration(given) ?? untilTimestamp(given, wallTime);
  }
  const given = value / 1_000;
  // 1e9 s as a wait are 31 years, as a point in time the year 2001. 1e11 as seconds would be the year 5138.
  if (given < 1e9) return value;
  return Math.max(0, (given > 1e11 ? given : value) - wallTime);
}
