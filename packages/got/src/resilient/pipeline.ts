// Runs the calls of a got instance as calls of a Sluice client.
import type { OutgoingHttpHeaders } from 'node:http';
import { Duplex } from 'node:stream';
import type { BeforeErrorHook, BeforeRequestHook, Got, HandlerFunction, Options, RequestFunction } from 'got';
import { isHttpError, isTimeoutError, TimeoutError } from '@sluice/core';
import { option, systemClock } from '@sluice/core/plugin';
import { describesBody, type AnyTransport } from '@sluice/core/transport';
import { createClient, type SluiceClient } from 'sluice';
import { answerOf, answerOfBroken, answerOfError, isFollowed } from './answer.ts';
import { takePolicy, type PolicyContext } from './call-policy.ts';
import { divertProgress, DownloadProgress } from './download-progress.ts';
import { expectsContinue } from './connection-headers.ts';
import { hasEvent } from './error-names.ts';
import { GotCall } from './got-call.ts';
import { asGotError } from './got-error.ts';
import { connectionOf, gotAttempts, gotCalls, type GotCallContext } from './got-plugins.ts';
import type { GotLimits } from './got-limits.ts';
import { hideOptions } from './hidden-options.ts';
import type { ResilientGotOptions } from './options.ts';
import { LookupLimits } from './lookup-limits.ts';
import { RequestFace, type Send } from './request-face.ts';
import type { Answer, ResponseFace } from './response-face.ts';
import type { GotRetry } from './retry-rules.ts';
import { failingAsNode, withNodeCode } from './retries-of-got.ts';
import { RoutedTransport } from './routed-transport.ts';
import { bytesOf, sentBody, withoutCredentials } from './sent-body.ts';
import { ignoreUnreadErrors } from './unread-errors.ts';

const { isOptions } = option;

/** The arguments of got's option `request`. got's cache passes the options, and no URL. */
type Arguments = [unknown, unknown, unknown?];

const WAIT = { expectContinue: true };

/** The client below a got instance, and the handler, hooks and request functions through which got uses it. */
export class Pipeline {
  readonly client: SluiceClient<GotCallContext>;
  readonly #context: PolicyContext;
  readonly #instanceLimits: GotLimits;
  /** Whether the transport has the option `expectContinue`. */
  readonly #waits: boolean;
  /** The call of got that each request function was created for. */
  readonly #calls = new WeakMap<RequestFunction, GotCall>();

  /**
   * @param bare an instance of the caller's copy of got, without the caller's defaults
   * @param instanceRetry the `retry` of the instance; its rules are in `options` already
   * @param instanceLimits the limits of the instance for which the client has no option
   */
  constructor(options: ResilientGotOptions, bare: Got, instanceRetry: GotRetry, instanceLimits: GotLimits) {
    const { pool, registry, transport, retry, ...others } = options;
    const routed = transport === undefined;
    const clock = options.clock ?? systemClock;
    this.#instanceLimits = instanceLimits;
    // A `calculateDelay` of the instance is checked per call.
    const hooks = isOptions(retry) ? retry : {};
    const lookups = new LookupLimits(clock);
    this.#context = { clock, lookups, hooks, retry: retry === false ? false : hooks, instanceRetry, routed };
    const made: AnyTransport = transport ?? new RoutedTransport({ pool, registry }, connectionOf, bare);
    this.#waits = Object.hasOwn(made.callOptions ?? {}, 'expectContinue');
    this.client = createClient({
      ...others,
      retry,
      transport: made,
      // The client refuses them together with the caller's transport.
      ...(!routed && { pool, registry }),
      // If the caller removed got's user-agent, none is sent.
      headers: { 'user-agent': null },
      redirect: 'manual',
      plugins: [...(options.plugins ?? []), gotCalls(), gotAttempts()],
    }) as SluiceClient<GotCallContext>;
  }

  /** Handler: begins a call. A call with the options of a previous call, such as the next page, keeps that call's policy. */
  readonly begin: HandlerFunction = (options, next) => {
    // got has refused the arguments, and reports that itself.
    if (options === undefined) return next(options);
    hideOptions(options);
    const call = this.#newCall(options);
    options.request = this.#requestFunction(options, call);
    const returned = next(options);
    if (call.wantsBody) {
      divertProgress(returned, (listen) => (call.progress = new DownloadProgress(listen)));
    } else if (returned instanceof Duplex) {
      call.stream = returned;
      ignoreUnreadErrors(returned);
    }
    return returned;
  };

  /**
   * Hook, once per request of got: binds a request function to the options of this request. A redirect has new options, copied
   * from the previous ones, and only this hook receives them before got calls the request function.
   */
  readonly bind: BeforeRequestHook = (normalized) => {
    const options = normalized as Options;
    hideOptions(options);
    const call = this.#callOf(options) ?? this.#newCall(options);
    if (call.sentBody && options.method === 'GET' && options.body === undefined) {
      // got 14 and 15 keep some headers of a body that a redirect has dropped.
      for (const name of Object.keys(options.headers)) if (describesBody(name)) delete options.headers[name];
    }
    options.request = this.#requestFunction(options, call);
  };

  /** Hook: converts errors of the client to errors of got. */
  readonly translate: BeforeErrorHook = (error) =>
    asGotError(error, error.options && this.#callOf(error.options));

  #newCall(options: Options): GotCall {
    const before = this.#callOf(options);
    if (before !== undefined) return before.another(!options.isStream);
    const call = new GotCall(!options.isStream);
    call.request = options.request;
    call.limits = this.#instanceLimits;
    return call;
  }

  #callOf({ request }: Options): GotCall | undefined {
    return request === undefined ? undefined : this.#calls.get(request);
  }

  #requestFunction(options: Options, call: GotCall): RequestFunction {
    const made = ((...args: Arguments) => this.#request(options, call, args)) as unknown as RequestFunction;
    this.#calls.set(made, call);
    return made;
  }

  #request(options: Options, call: GotCall, [first, second, third]: Arguments): RequestFace {
    const fromCache = typeof second === 'function';
    const { headers = {} } = (fromCache ? first : second) as { headers?: OutgoingHttpHeaders };
    const respond = (fromCache ? second : third) as ((response: ResponseFace) => void) | undefined;
    const { clock } = this.#context;
    const policy = takePolicy(options, call, this.#context);
    const { method, decompress, throwHttpErrors } = options;
    const url = withoutCredentials(options.url as URL);
    const send: Send = async (body, signal): Promise<Answer> => {
      call.sentBody = body !== undefined;
      if (policy.timeout !== false && policy.timeout?.attempt === 0) throw new TimeoutError('attempt', 0);
      try {
        const { body: content, ...described } = sentBody(headers, body);
        const ofGet = method === 'GET' && options.allowGetBody;
        const sent = {
          ...(this.#waits && call.connection === undefined && expectsContinue(headers) && WAIT),
          ...policy,
          method,
          ...described,
          [ofGet ? 'bodyOfGet' : 'body']: content,
          signal,
        };
        const response = await this.client(url, { ...sent, decompress, throwHttpErrors, gotCall: call });
        call.spent = isFollowed(response, options) ? clock.now() - call.startedAt : 0;
        const answer = answerOf(response, options, call.wantsBody);
        return call.retriedByGot ? { ...answer, body: failingAsNode(answer.body) } : answer;
      } catch (error) {
        call.spent = 0;
        const { head } = call;
        const passed = passedLimit(error, call);
        if (isHttpError(error) && passed === undefined) return answerOfError(error, options);
        // If the body failed while the attempt read it, got receives the head of its response too.
        const failure = passed ?? error;
        const known = call.retriedByGot ? withNodeCode(failure) : failure;
        if (head?.ok === true || (head !== undefined && passed !== undefined)) {
          return answerOfBroken(head, options, known);
        }
        throw known;
      }
    };
    const face = new RequestFace(
      { method, url, headers },
      bytesOf(options.body),
      send,
      call.uploadEnds,
      clock,
    );
    if (respond !== undefined) face.once('response', respond);
    return face;
  }
}

/**
 * The limit of got that passed while the body of an error response arrived. As in got, it is the failure of a promise, and
 * the status is not.
 */
function passedLimit(error: unknown, { head, limits, requestLimit }: GotCall): TimeoutError | undefined {
  if (head === undefined || !isHttpError(error) || error.response.complete) return undefined;
  const passed = error.attempts.at(-1)?.error;
  if (!isTimeoutError(passed)) return undefined;
  const isOfGot = passed.phase === 'attempt' ? requestLimit !== undefined : hasEvent(passed, limits.events);
  return isOfGot ? passed : undefined;
}
