// The base class of every error of this project.
import { inspect } from 'node:util';
import { showAs } from './inspect.ts';
import { describeAttempt, type Attempt } from '../history/attempt.ts';
import { callTimings, type CallHistory, type CallTimes, type CallTimings } from '../history/call-timings.ts';
import type { RequestLine } from '../history/request-line.ts';
import type { ErrorCode } from './codes.ts';
import { requireNode } from './node-version.ts';
import { safeText, safeUrl } from './redact.ts';

requireNode(process.versions.node);

/** Details of an error besides its message. */
export interface ErrorDetails {
  /** The error or value that caused this error. */
  readonly cause?: unknown;
}

/** An error in a form that is safe to log: without headers, bodies and credentials. */
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
/** The times of the call of an error. */
const TIMES = new WeakMap<SluiceError, CallTimes>();

function describeCause(cause: unknown): SafeErrorJson['cause'] {
  if (!(cause instanceof Error)) return undefined;
  const code = (cause as { code?: unknown }).code;
  return {
    name: safeText(cause.name, 60),
    ...(typeof code === 'string' && { code: safeText(code, 60) }),
    // The message of a cause may quote data of the peer.
    message: safeText(cause.message),
  };
}

/**
 * Names a kind of error, for its `name` and for {@link isErrorOfKind}. Call it in a static block of the class; subclasses
 * are of the same kind. The name is a property of the prototype: it costs nothing per error, appears in the stack, and
 * survives minifiers that rename classes.
 */
export function nameKind(kind: { readonly prototype: object }, name: string): void {
  defineHidden(kind.prototype, 'name', name);
  defineHidden(kind.prototype, BRAND, name);
}

const NO_ATTEMPTS: readonly Attempt[] = Object.freeze([]);

/**
 * The base class of every error of this project. Distinguish errors by `code`, or with the guards (`isHttpError`,
 * `isTimeoutError`, …), which also recognize errors of another copy of a package.
 */
export class SluiceError extends Error {
  /** The stable name of the failure. */
  readonly code: ErrorCode;
  /** Every attempt of the call, oldest first; empty if the call failed before its first attempt. */
  declare readonly attempts: readonly Attempt[];
  /** The method of the request, if the error belongs to a request. */
  declare readonly method: string | undefined;
  /** The URL of the request without credentials and query values, if the error belongs to a request. */
  declare readonly url: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, Object.hasOwn(details, 'cause') ? { cause: details.cause } : undefined);
    this.code = code;
  }

  static {
    nameKind(this, 'SluiceError');
    defineHidden(this.prototype, 'attempts', NO_ATTEMPTS);
    defineHidden(this.prototype, 'method', undefined);
    defineHidden(this.prototype, 'url', undefined);
  }

  /** Where the time of the call went; undefined if the error belongs to no call. */
  get timings(): CallTimings | undefined {
    const times = TIMES.get(this);
    return times === undefined ? undefined : callTimings(this.attempts, times, this);
  }

  /** The details that this kind of error adds to its JSON form. Overridden by subclasses. */
  protected details(): Record<string, unknown> {
    return {};
  }

  /** The error as plain data without credentials. */
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

/** Defines a property that is not enumerable: logs and copies by spreading omit it. */
export function defineHidden(target: object, key: PropertyKey, value: unknown): void {
  // Without a prototype, which may be polluted.
  const descriptor = { __proto__: null, value, enumerable: false, configurable: true, writable: true };
  Object.defineProperty(target, key, descriptor);
}

/** The request and the call of an error. */
interface ErrorContext {
  readonly request: RequestLine;
  readonly call: CallHistory;
}

/**
 * Adds the request and the history of its call to an error of this project, and the request to its message. Existing
 * details are kept. Other errors are returned unchanged.
 * @returns the error
 */
export function attachCall<Thrown>(error: Thrown, { request, call }: ErrorContext): Thrown {
  if (!isProjectError(error) || !Object.isExtensible(error)) return error;
  if (error.method === undefined) nameRequest(error, request, mayExpectTls(error, request) ? TLS_HINT : '');
  if (error.attempts.length === 0) defineHidden(error, 'attempts', call.attempts);
  if (!TIMES.has(error)) TIMES.set(error, call.timesUntilNow());
  return error;
}

/**
 * For a call that failed before it began: adds the request to an error of this project and to its message. Other errors
 * are returned unchanged.
 * @returns the error
 */
export function attachRequest<Thrown>(error: Thrown, request: RequestLine | undefined): Thrown {
  if (
    request !== undefined &&
    isProjectError(error) &&
    Object.isExtensible(error) &&
    error.method === undefined
  )
    nameRequest(error, request, '');
  return error;
}

const TLS_HINT = '; if the port expects TLS, use https:';

/** Whether a new connection was closed before any byte of a response, as by a server that expects TLS. */
function mayExpectTls(error: SluiceError, { url }: RequestLine): boolean {
  const {
    reused,
    responseStarted,
    bytesWritten = 0,
  } = error as { reused?: unknown; responseStarted?: unknown; bytesWritten?: number };
  const isLost = error.code === 'ERR_SLUICE_CONNECTION_LOST' && responseStarted === false && reused === false;
  return isLost && bytesWritten > 0 && url.protocol === 'http:';
}

/** Sets the method and the URL of an error, and puts them before its message unless the message begins with them. */
function nameRequest(error: SluiceError, { method, url }: RequestLine, hint: string): void {
  const shownUrl = safeUrl(url);
  defineHidden(error, 'method', method);
  defineHidden(error, 'url', shownUrl);
  const line = `${method} ${shownUrl}`;
  const { message, stack } = error;
  if (message.startsWith(line)) return;
  defineHidden(error, 'message', `${line}: ${message}${hint}`);
  // The stack contains a copy of the message, and Node.js prints the stack of an uncaught error.
  const head = `${error.name}: ${message}`;
  if (typeof stack === 'string' && stack.startsWith(head))
    defineHidden(error, 'stack', `${error.name}: ${error.message}${stack.slice(head.length)}`);
}

function isProjectError(error: unknown): error is SluiceError {
  return errorBrand(error) !== undefined;
}

/** The kind of an error of this project, from any copy of the package; undefined for other values. */
export function errorBrand(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const brand = (error as Record<symbol, unknown>)[BRAND];
  return typeof brand === 'string' ? brand : undefined;
}
