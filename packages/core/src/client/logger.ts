// The option `logger`: one line per attempt and per call.
import { debuglog } from 'node:util';
import { safeText, safeUrl } from '../errors/redact.ts';
import { errorBrand } from '../errors/base.ts';
import { warnOfObserver, watchObserver } from '../errors/callbacks.ts';
import { refuse } from '../errors/option-error.ts';
import { describeAttempt, type Attempt } from '../history/attempt.ts';
import type { RequestLine } from '../history/request-line.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';

/** A function of a logger. */
type Log = (...values: never[]) => unknown;

/**
 * A logger: `console`, or one of pino's shape, whose functions take an object and a message. Attempts, and calls that
 * succeed at once, are logged with `debug`, calls that needed several attempts with `info`, failed calls with `warn`. If a
 * logger fails, the process emits one warning, and no call fails.
 */
export interface Logger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  /** Present in pino's loggers, whose functions take an object first. */
  readonly child?: unknown;
}

type Level = 'debug' | 'info' | 'warn';

/** Writes a line. */
type Sink = (level: Level, details: object, line: string) => unknown;

/** Checks the option `logger`. @throws OptionError */
export function parseLogger(value: unknown): CallLogger {
  const given = value as Partial<Record<Level | 'child' | 'transports', unknown>> | null;
  if (
    typeof given?.debug !== 'function' ||
    typeof given.info !== 'function' ||
    typeof given.warn !== 'function'
  ) {
    throw refuse('logger', value, 'console, or a logger with the functions debug, info and warn');
  }
  const logger = given as Record<Level, (...values: unknown[]) => unknown>;
  // Winston's loggers have `child` too, but their functions take the message first.
  const takesObject = given.child !== undefined && given.transports === undefined;
  return new CallLogger((level, details, line) =>
    takesObject ? logger[level](details, line) : logger[level](`sluice ${line}`),
  );
}

/** Writes one line per attempt and per call, without credentials. */
export class CallLogger {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** An attempt is complete. */
  attempt(call: CallScope, request: RequestLine, attempt: Attempt): void {
    const line = `${lineOf(request)}: attempt ${describeAttempt(attempt)}${connectionOf(attempt)}${timesOf(attempt)}`;
    const { method, url } = requestFields(request);
    this.#write('debug', call, { method, url, attempt: attempt.number, status: attempt.status }, line);
  }

  /** A call was answered. */
  answered(call: CallScope, request: RequestLine, status: number): void {
    const { attemptCount } = call;
    const took = Math.round(call.clock.now() - call.startedAt);
    const line = `${lineOf(request)}: ${status} after ${took} ms and ${attemptCount} attempt(s)`;
    const details = { ...requestFields(request), status, attempts: attemptCount, duration: took };
    this.#write(attemptCount > 1 ? 'info' : 'debug', call, details, line);
  }

  /** A call failed. */
  failed(call: CallScope, request: RequestLine, error: unknown): void {
    const { attemptCount } = call;
    const took = Math.round(call.clock.now() - call.startedAt);
    const { name, message, code } = (error ?? {}) as { name?: unknown; message?: unknown; code?: unknown };
    // The message of an error that is not of this project may contain anything.
    const text =
      errorBrand(error) === undefined
        ? safeText(typeof name === 'string' ? name : 'error', 60)
        : String(message);
    const why = text.startsWith(lineOf(request)) ? text : `${lineOf(request)}: ${text}`;
    const line = `${why} (failed after ${took} ms and ${attemptCount} attempt(s))`;
    const details = { ...requestFields(request), code, attempts: attemptCount, duration: took };
    this.#write('warn', call, details, line);
  }

  #write(level: Level, call: CallScope, details: object, line: string): void {
    const { id, client } = call;
    const who = client === undefined ? `[${id}]` : `[${client} ${id}]`;
    call.inContext(() => {
      try {
        const logged = this.#sink(level, { sluice: { call: id, client, ...details } }, `${who} ${line}`);
        watchObserver(logged, `logger.${level}`);
      } catch (error) {
        // A call must not fail because of its log, and is over when most lines are written.
        warnOfObserver(error, `logger.${level}`);
      }
    });
  }
}

function requestFields({ method, url }: RequestLine): { method: string; url: string } {
  return { method, url: safeUrl(url) };
}

function lineOf(request: RequestLine): string {
  const { method, url } = requestFields(request);
  return `${method} ${url}`;
}

function connectionOf({ connection }: Attempt): string {
  if (connection === undefined) return '';
  const { id, reused, protocol } = connection;
  return `; connection ${id} (${reused ? 'reused' : 'new'}, ${protocol})`;
}

function timesOf({ timings }: Attempt): string {
  const times = Object.entries(timings).filter(([, ms]) => ms !== undefined);
  if (times.length === 0) return '';
  return `; ms: ${times.map(([phase, ms]) => `${phase} ${Math.round(ms)}`).join(', ')}`;
}

const debug = debuglog('sluice');

/** The logger of `NODE_DEBUG=sluice`; undefined if that is not set. */
export const debugLogger: CallLogger | undefined = debug.enabled
  ? new CallLogger((_level, _details, line) => debug('%s', line))
  : undefined;
