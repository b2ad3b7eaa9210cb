// Makes the faults of one client.
import http from 'node:http';
import { HttpHeaders, HttpResponse, type HttpRequest } from '@sluice/core';
import { optionsOf, type Next } from '@sluice/core/plugin';
import { ResponseBody } from '@sluice/core/transport';
import { breakBody } from './break-body.ts';
import { publishFault } from './diagnostics.ts';
import type { ChaosFault } from './faults.ts';
import { CHAOS_HEADER, madeByChaos } from './mark.ts';
import { CALL_OPTIONS, type ChaosRules } from './options.ts';
import { Draws } from './random.ts';
import type { ChaosStats } from './stats.ts';
import { dialError, lossOf, systemCodeOf } from './wire-faults.ts';

/** A body breaks at a drawn position below this many bytes, unless its fault has `after`. */
const MAX_DRAWN_AFTER = 2_048;

const NO_SOURCE = { pause(): void {}, resume(): void {}, destroy(): void {} };

/** A fault that loses the response of the server, or a part of it. */
type LossFault = Extract<ChaosFault, { do: 'reset' | 'close' | 'stall' }>;

/** Draws the faults of one client and makes them. */
export class FaultMaker {
  readonly #rules: ChaosRules;
  readonly #draws: Draws;
  readonly #byFault: Record<string, number> = Object.create(null) as Record<string, number>;
  #attempts = 0;
  #faults = 0;

  constructor(rules: ChaosRules) {
    this.#rules = rules;
    this.#draws = new Draws(rules.seed);
  }

  stats(): ChaosStats {
    const { enabled, seed } = this.#rules;
    return { enabled, seed, attempts: this.#attempts, faults: this.#faults, byFault: { ...this.#byFault } };
  }

  /** Sends an attempt, perhaps with a fault. */
  send(request: HttpRequest, next: Next): Promise<HttpResponse> {
    const { rate, match, faults, seed } = this.#rules;
    if (!optionsOf(CALL_OPTIONS, request).chaos || match?.(request) === false) return next(request);
    this.#attempts += 1;
    if (this.#draws.next() >= rate) return next(request);
    const fault = this.#draws.fault(faults);
    this.#faults += 1;
    const name = 'at' in fault ? `${fault.do} at ${fault.at}` : fault.do;
    this.#byFault[name] = (this.#byFault[name] ?? 0) + 1;
    publishFault(request, fault, seed);
    return this.#make(fault, request, next);
  }

  async #make(fault: ChaosFault, request: HttpRequest, next: Next): Promise<HttpResponse> {
    const cause = madeByChaos(fault, this.#rules.seed, this.#attempts, systemCodeOf(fault));
    switch (fault.do) {
      case 'refuse':
      case 'unresolved':
        throw dialError(fault, request, cause);
      case 'delay':
        await pause(request, this.#draws.wait(fault.wait));
        return await next(request);
      case 'status':
        return createResponse(fault.status, fault.retryAfter, request);
      default:
        return fault.at === 'head'
          ? await loseHead(fault, request, next, cause)
          : await this.#loseBody(fault, request, next, cause);
    }
  }

  #loseBody(fault: LossFault, request: HttpRequest, next: Next, cause: Error): Promise<HttpResponse> {
    const { do: action } = fault;
    const given = 'after' in fault ? fault.after : undefined;
    const after = given ?? Math.floor(this.#draws.next() * MAX_DRAWN_AFTER);
    let isFirst = true;
    request.attempt.addResponseListener({
      onResponse(response) {
        // A response is reported again when it is passed on as another object.
        if (!isFirst) return;
        isFirst = false;
        breakBody(response as HttpResponse, {
          after,
          onBreak: (bytes) => (action === 'stall' ? undefined : lossOf(action, request, cause, bytes)),
        });
      },
    });
    return next(request);
  }
}

/** Sends the request and loses its response. */
async function loseHead(
  { do: action }: LossFault,
  request: HttpRequest,
  next: Next,
  cause: Error,
): Promise<HttpResponse> {
  const response = await next(request);
  // The response does not arrive: its body stays unread until a limit ends the attempt.
  if (action === 'stall') return await untilAborted(request);
  const error = lossOf(action, request, cause, undefined);
  response.lifetime.destroy(error);
  throw error;
}

/** Rejects when the attempt is aborted. */
function untilAborted({ attempt }: HttpRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    attempt.addAbortListener({ onAbort: reject });
  });
}

/** Waits on the clock of the call; rejects when the attempt is aborted. */
function pause({ attempt, call }: HttpRequest, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = {
      onAbort(reason: unknown): void {
        call.clock.clearTimer(timer);
        reject(reason);
      },
    };
    const timer = call.clock.setTimer(ms, () => {
      attempt.removeAbortListener(abort);
      resolve();
    });
    attempt.addAbortListener(abort);
  });
}

/** Creates a response that no server sent. */
function createResponse(
  status: number,
  retryAfter: number | undefined,
  { attempt, url }: HttpRequest,
): HttpResponse {
  const headers = HttpHeaders.from({
    [CHAOS_HEADER]: String(status),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  const body = new ResponseBody(attempt, NO_SOURCE, 0);
  const response = new HttpResponse(
    { status, statusText: http.STATUS_CODES[status] ?? '', headers, url },
    attempt,
    body,
  );
  body.finish(false);
  return response;
}
