import { inspect } from 'node:util';
import { showAs } from './inspect.ts';
import { describeAttempt, type Attempt } from '../history/attempt.ts';
import { callTimings, type CallHistory, type CallTimes, type CallTimings } from '../history/call-timings.ts';
import type { RequestLine } from '../history/request-line.ts';
import type { ErrorCode } from './codes.ts';
import { safeText, safeUrl } from './redact.ts';

/** What the constructor of an error takes beside its message. */
export interface ErrorDetails {
  /** What brought the error about. */
  readonly cause?: unknown;
}

/** An error in the form that is safe to log: no header, no body, no credential. */
export interface SafeErrorJson {
  name: string;
  code: string;
  message: string;
  method?: string;
  url?: string;
  attempts?: string[];
  cause?: { name: string; code?: string; message: string };
  [detail: string]: unknown;
}

const BRAND = Symbol.for('sluice.error');
/** When the call of an error began and failed. */
const TIMES = new WeakMap<SluiceError, CallTimes>();

function describeCause(cause: unknown): SafeErrorJson['cause'] {
  if (!(cause instanceof Error)) return undefined;
  const code = (cause as { code?: unknown }).code;
  return {
    name: safeText(cause.name, 60),
    ...(typeof code === 'string' && { code: safeText(code, 60) }),
    // A cause may quote what the peer sent.
    message: safeText(cause.message),
  };
}

/**
 * Names a kind of error, for its `name` and for {@link isErrorOfKind}; called in a static block of the class. Subclasses
 * are of the same kind. The name stands on the prototype: it costs nothing per error, appears in the stack, and survives
 * minifiers that rename classes.
 */
export function nameKind(kind: { readonly prototype: object }, name: string): void {
  hide(kind.prototype, 'name', name);
  hide(kind.prototype, BRAND, name);
}

const NONE: readonly Attempt[] = Object.freeze([]);

/**
 * The base of every error this project makes. Tell them apart by `code`, or with the guards
 * (`isHttpError`, `isTimeoutError`, …), which also work across two copies of a package.
 */
export class SluiceError extends Error {
  /** Stable name of what went wrong. */
  readonly code: ErrorCode;
  /** Every attempt the call made, oldest first; empty when the call failed before its first attempt. */
  declare readonly attempts: readonly Attempt[];
  /** The method of the request, when the error belongs to one. */
  declare readonly method: string | undefined;
  /** The URL of the request without credentials and query values, when the error belongs to one. */
  declare readonly url: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, Object.hasOwn(details, 'cause') ? { cause: details.cause } : undefined);
    this.code = code;
  }

  static {
    nameKind(this, 'SluiceError');
    hide(this.prototype, 'attempts', NONE);
    hide(this.prototype, 'method', undefined);
    hide(this.prototype, 'url', undefined);
  }

  /** Where the time of the call went; undefined when the error belongs to no call. */
  get timings(): CallTimings | undefined {
    const times = TIMES.get(this);
    return times === undefined ? undefined : callTimings(this.attempts, times, this);
  }

  /** What this kind of error adds to its JSON form. Overridden by the kinds. */
  protected details(): Record<string, unknown> {
    return {};
  }

  /** The error as plain data without any credential. */
  toJSON(): SafeErrorJson {
    const json: SafeErrorJson = { name: this.name, code: this.code, message: this.message };
    if (this.method !== undefined) json.method = this.method;
    if (this.url !== undefined) json.url = this.url;
    Object.assign(json, this.details());
    if (this.attempts.length > 0) json.attempts = this.attempts.map(describeAttempt);
    const cause = describeCause(this.cause);
    if (cause !== undefined) json.cause = cause;
    return json;
  }
}

showAs(SluiceError, (error) => {
  const { name, message, code, ...rest } = error.toJSON();
  const frames = error.stack?.split('\n    at ').slice(1).join('\n    at ');
  const tail = Object.keys(rest).length > 0 ? ` ${inspect(rest, { depth: 4 })}` : '';
  return `${name} [${code}]: ${message}${frames ? `\n    at ${frames}` : ''}${tail}`;
});

function hide(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true });
}

/** What an error belongs to. */
interface Sent {
  readonly request: RequestLine;
  readonly call: CallHistory;
}

/**
 * Tells an error of this project which call it belongs to; what is already set stays, any other error is left alone.
 * @returns the error
 */
export function attachCall<Thrown>(error: Thrown, { request, call }: Sent): Thrown {
  if (!isOurs(error) || !Object.isExtensible(error)) return error;
  if (error.method === undefined) hide(error, 'method', request.method);
  if (error.url === undefined) hide(error, 'url', safeUrl(request.url));
  if (error.attempts.length === 0) hide(error, 'attempts', call.attempts);
  if (!TIMES.has(error)) TIMES.set(error, call.timesUntilNow());
  return error;
}

function isOurs(error: unknown): error is SluiceError {
  return errorBrand(error) !== undefined;
}

/** The kind an error of this project is of, in whichever copy of the package; otherwise undefined. */
export function errorBrand(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const brand = (error as Record<symbol, unknown>)[BRAND];
  return typeof brand === 'string' ? brand : undefined;
}
