// Polls one long-running operation, from its start to its result.
import { OptionError, type BufferedResponse, type Clock } from '@sluice/core';
import { watchObserver } from '@sluice/core/internal';
import { LimitedSignal } from '../time/limited-signal.ts';
import { isOperationError, OperationError } from './operation-error.ts';
import type {
  CheckedPollOptions,
  OperationAnswer,
  OperationStatus,
  PollOptions,
  PollPlan,
  PollState,
} from './poll-options.ts';
import { retryAfterOf } from './retry-after.ts';

/** Sends the requests of an operation. */
export interface PollRequests {
  /** The origin of the start; undefined for the origin of the client's `baseUrl`, which the client checks itself. */
  readonly home: string | undefined;
  readonly clock: Clock;
  /** Starts the operation. */
  start(signal: AbortSignal): PromiseLike<BufferedResponse>;
  /** Sends a status request. @param foreign whether the URL is at another origin, which must not get the headers of the call */
  ask(url: URL, foreign: boolean, signal: AbortSignal): PromiseLike<BufferedResponse>;
  /** Checks the result. */
  check(value: unknown): unknown;
}

/** How long before the deadline the last status request is sent, in ms. */
const LAST_TRY_MS = 500;

/** The shortest wait in ms, for a `retry-after` of 0 or with a date in the past. */
const LEAST_WAIT_MS = 100;

/** The polling of one operation. */
export class PollRun {
  readonly #requests: PollRequests;
  readonly #plan: PollPlan;
  readonly #onProgress: PollOptions['onProgress'];
  readonly #limited: LimitedSignal;
  readonly #from: PollState | undefined;
  #home: string | undefined;
  #monitor: URL | undefined;
  #polls = 0;
  #interval: number;
  #triedLast = false;

  constructor(requests: PollRequests, plan: PollPlan, options: CheckedPollOptions) {
    this.#requests = requests;
    this.#plan = plan;
    this.#onProgress = options.onProgress;
    this.#from = options.from;
    this.#home = this.#from === undefined ? requests.home : this.#from.home;
    this.#interval = plan.interval;
    const deadline = options.deadline ?? plan.deadline;
    this.#limited = new LimitedSignal(options.signal, deadline, requests.clock, 'the operation did not end');
  }

  /** Ends the polling. */
  abort(reason: unknown): void {
    this.#limited.abort(reason);
  }

  /** The state to continue from; undefined before the first answer. */
  get state(): PollState | undefined {
    if (this.#monitor === undefined) return undefined;
    return { version: 1, url: this.#monitor.href, home: this.#home, polls: this.#polls };
  }

  /**
   * Polls until the operation has ended.
   * @param onStarted called, once or more, when {@link PollRun.state} is defined
   */
  async run(onStarted: () => void): Promise<unknown> {
    try {
      return await this.#follow(onStarted);
    } finally {
      this.#limited.release();
    }
  }

  async #follow(onStarted: () => void): Promise<unknown> {
    const { signal } = this.#limited;
    signal.throwIfAborted();
    let answer: OperationAnswer;
    if (this.#from === undefined) {
      const started = await this.#requests.start(signal);
      // After a redirect, the origin of the start is unknown; the client still refuses origins other than that of its `baseUrl`.
      if (!started.redirected) this.#home ??= new URL(started.url).origin;
      answer = toAnswer(started);
    } else {
      this.#monitor = this.#allowed(this.#from.url, this.#from.url);
      this.#polls = this.#from.polls;
      answer = await this.#ask(this.#monitor);
    }
    for (;;) {
      const refusal = this.#noteMonitor(answer);
      if (refusal === undefined) onStarted();
      const status = statusOf(this.#plan.status(answer));
      if (status === 'failed') throw failed(answer);
      if (status === 'done') {
        this.#monitor ??= new URL(answer.url);
        onStarted();
        // oxlint-disable-next-line no-await-in-loop -- the end of the loop
        return await this.#result(answer);
      }
      if (refusal !== undefined) throw refusal;
      // oxlint-disable-next-line no-await-in-loop -- one request after the other
      await this.#pause(answer);
      // oxlint-disable-next-line no-await-in-loop -- one request after the other
      answer = await this.#ask(this.#monitor as URL);
    }
  }

  async #ask(url: URL): Promise<OperationAnswer> {
    const response = await this.#requests.ask(url, this.#isForeign(url), this.#limited.signal);
    this.#polls++;
    return toAnswer(response);
  }

  async #result(last: OperationAnswer): Promise<unknown> {
    const place = this.#plan.result(last);
    if (place === undefined) return this.#requests.check(last.body);
    const url = this.#allowed(placeOf(place, 'result'), last.url);
    const response = await this.#requests.ask(url, this.#isForeign(url), this.#limited.signal);
    return this.#requests.check(toAnswer(response).body);
  }

  /** Waits for the next status request. The last one is sent shortly before the deadline. */
  async #pause(answer: OperationAnswer): Promise<void> {
    const { interval, factor, maxInterval, jitter, maxRetryAfter } = this.#plan;
    const asked = retryAfterOf(answer.headers, this.#requests.clock.wallTime());
    // Jitter shortens only our own interval, never a wait that the server asks for.
    const own = Math.min(this.#interval, maxInterval) * (1 - jitter * Math.random());
    const least = Math.min(LEAST_WAIT_MS, interval);
    let wait = asked === undefined ? own : Math.max(least, Math.min(asked, maxRetryAfter));
    if (asked === undefined) this.#interval = Math.min(this.#interval * factor, maxInterval);
    const { remaining, elapsed } = this.#limited;
    if (wait >= remaining - LAST_TRY_MS && remaining !== Infinity) {
      wait = this.#triedLast ? remaining + 1 : Math.max(0, remaining - LAST_TRY_MS);
      this.#triedLast = true;
    }
    watchObserver(
      this.#onProgress?.({ polls: this.#polls, elapsed, answer, nextIn: wait }),
      'poll.onProgress',
    );
    await this.#limited.wait(wait);
  }

  /**
   * Notes the URL of the next status request, from an answer.
   * @returns the error of a URL that must not be requested; an operation that is done does not fail by it
   */
  #noteMonitor(answer: OperationAnswer): OperationError | undefined {
    const place = this.#plan.monitor(answer);
    try {
      if (place === undefined) this.#monitor ??= new URL(answer.url);
      else this.#monitor = this.#allowed(placeOf(place, 'monitor'), answer.url);
      return undefined;
    } catch (error) {
      if (isOperationError(error)) return error;
      throw error;
    }
  }

  /** Resolves a URL, without credentials in it. @throws OperationError if it must not be requested */
  #allowed(place: string | URL, base: string): URL {
    if (!URL.canParse(String(place), base)) throw unusable('an invalid URL for status requests');
    const url = new URL(place, base);
    if (!/^https?:$/.test(url.protocol))
      throw unusable('a URL for status requests that is neither http: nor https:');
    url.username = '';
    url.password = '';
    const isKnown =
      this.#home === undefined || url.origin === this.#home || this.#plan.origins.includes(url.origin);
    if (!isKnown)
      throw unusable("a URL for status requests at another origin; list the origin in 'origins' to allow it");
    return url;
  }

  #isForeign(url: URL): boolean {
    return url.origin !== this.#home && this.#plan.origins.includes(url.origin);
  }
}

/** Makes an answer of a response: parses its body if it is JSON. */
function toAnswer(response: BufferedResponse): OperationAnswer {
  const { status, headers, url } = response;
  const text = response.text();
  let body: unknown = text === '' ? undefined : text;
  try {
    if (text !== '') body = JSON.parse(text);
  } catch {
    // Not JSON: kept as text.
  }
  return { status, headers, body, url };
}

/** Checks the return value of `status`: a wrong one would be polled until the deadline. */
function statusOf(returned: unknown): OperationStatus {
  if (returned === 'pending' || returned === 'done' || returned === 'failed') return returned;
  throw refuseReturned('status', returned, "a function that returns 'pending', 'done' or 'failed'");
}

function placeOf(returned: unknown, name: 'monitor' | 'result'): string | URL {
  if (typeof returned === 'string' || returned instanceof URL) return returned;
  throw refuseReturned(name, returned, 'a function that returns a URL, or undefined');
}

function refuseReturned(name: string, returned: unknown, allowed: string): OptionError {
  const isLate = returned instanceof Promise;
  // No other handler sees a rejection of this promise.
  if (isLate) returned.catch(() => undefined);
  return new OptionError(
    `poll.${name}`,
    `option 'poll.${name}' must be ${allowed}; it returned ${isLate ? 'a promise: it must not be async' : `a value of type ${typeof returned}`}`,
  );
}

function failed({ status, body }: OperationAnswer): OperationError {
  return new OperationError('ERR_SLUICE_OPERATION_FAILED', 'the server says that the operation failed', {
    status,
    body,
  });
}

/** The error of an unusable answer. It does not quote the URL, which may have a secret. */
function unusable(what: string): OperationError {
  return new OperationError('ERR_SLUICE_OPERATION_ANSWER', `the server answered with ${what}`);
}
