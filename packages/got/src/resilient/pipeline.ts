import type { OutgoingHttpHeaders } from 'node:http';
import { Duplex } from 'node:stream';
import type { BeforeRequestHook, HandlerFunction, Options, RequestFunction } from 'got';
import { isHttpError, OptionError, type Clock } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { describesBody } from '@sluice/core/transport';
import { createClient, type SluiceClient } from 'sluice';
import { answerOf, answerOfBroken, answerOfError, isRedirect } from './answer.ts';
import { divertProgress, DownloadProgress } from './download-progress.ts';
import { GotCall } from './got-call.ts';
import { gotAttempts, gotCalls, type GotCallContext } from './got-plugins.ts';
import { limitsOf, NO_LIMITS, NO_RETRY, retriesOf } from './got-policy.ts';
import { hideOptions } from './hidden-options.ts';
import { callOptionsOf, type ResilientCallOptions, type ResilientGotOptions } from './options.ts';
import { refuseIneffective } from './refused.ts';
import { RequestFace, type Send } from './request-face.ts';
import { bytesOf, sentBody, withoutCredentials } from './sent-body.ts';
import type { Answer, ResponseFace } from './response-face.ts';
import { forgiveUnread } from './unread-errors.ts';

/** What got's `request` option is called with: the options alone where its cache calls. */
type Arguments = [unknown, unknown, unknown?];

/** The pipeline of a Sluice client below a got instance. */
export class Pipeline {
  readonly client: SluiceClient<GotCallContext>;
  readonly #clock: Clock;
  /** Which call of got a request function was made for. */
  readonly #calls = new WeakMap<RequestFunction, GotCall>();
  /** Predicates that already discard. */
  readonly #discarding = new WeakSet<object>();

  constructor(options: ResilientGotOptions) {
    this.#clock = options.clock ?? systemClock;
    this.client = createClient({
      ...options,
      // Who takes got's out wants none.
      headers: { 'user-agent': null },
      redirect: 'manual',
      plugins: [...(options.plugins ?? []), gotCalls(), gotAttempts()],
    }) as SluiceClient<GotCallContext>;
  }

  /** Handler: a call made with the options of another one, as pagination does, is a call of its own. */
  readonly renew: HandlerFunction = (options, next) => {
    // got has refused the arguments, and says so itself.
    if (options === undefined) return next(options);
    hideOptions(options);
    const before = this.#callOf(options);
    if (before === undefined && options.request !== undefined) return next(options);
    const call = new GotCall(!options.isStream);
    if (before !== undefined) {
      call.timeout = before.timeout;
      call.retry = before.retry;
    }
    options.request = this.#requestFunction(options, call);
    const returned = next(options);
    if (call.wantsBody) {
      divertProgress(returned, (listen) => (call.progress = new DownloadProgress(listen)));
    } else if (returned instanceof Duplex) forgiveUnread(returned);
    return returned;
  };

  /**
   * Hook, once per request of got: the only moment at which got shows the options that the request function, called
   * next, is meant for. A redirect has options of its own, copied from those before.
   */
  readonly bind: BeforeRequestHook = (normalized) => {
    const options = normalized as Options;
    hideOptions(options);
    const call = this.#callOf(options);
    if (call === undefined && options.request !== undefined) {
      throw new OptionError(
        'request',
        "got's option 'request' has no effect here: requests are the pipeline's",
      );
    }
    if (call?.sentBody === true && options.method === 'GET' && options.body === undefined) {
      // got 14 and 15 leave some of the headers of a body that a redirect drops.
      for (const name of Object.keys(options.headers)) if (describesBody(name)) delete options.headers[name];
    }
    options.request = this.#requestFunction(options, call ?? new GotCall(!options.isStream));
  };

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
    const policy = this.#policy(options, call);
    const { method, decompress, throwHttpErrors } = options;
    const url = withoutCredentials(options.url as URL);
    const send: Send = async (body, signal): Promise<Answer> => {
      call.sentBody = body !== undefined;
      try {
        const sent = { ...policy, method, ...sentBody(headers, body), signal };
        const response = await this.client(url, { ...sent, decompress, throwHttpErrors, gotCall: call });
        return answerOf(response, options, call.wantsBody);
      } catch (error) {
        if (isHttpError(error)) return answerOfError(error, options);
        // The body failed in the attempt that read it: got gets the head of its response too.
        const { head } = call;
        if (head?.ok === true) return answerOfBroken(head, options, error);
        throw error;
      }
    };
    const face = new RequestFace({ method, url, headers }, bytesOf(options.body), send, call.uploadEnds);
    if (respond !== undefined) face.once('response', respond);
    return face;
  }

  /** What the call asks of the pipeline; got itself is left with nothing of it. */
  #policy(options: Options, call: GotCall): ResilientCallOptions {
    refuseIneffective(options);
    const own = callOptionsOf(options.context);
    const retries = retriesOf(options, NO_RETRY);
    if (retries !== undefined) call.retry = { maxRetries: retries };
    call.timeout = { ...call.timeout, ...limitsOf(options) };
    options.retry = { ...options.retry, limit: NO_RETRY };
    options.timeout = NO_LIMITS;
    this.#discardFollowed(options);
    const timeout = own.timeout === false ? {} : { ...call.timeout, ...own.timeout };
    const { deadlineAt = Infinity } = call;
    const left = deadlineAt === Infinity ? {} : { total: Math.max(1, deadlineAt - this.#clock.now()) };
    const retry = own.retry === false ? false : { ...call.retry, ...own.retry };
    return {
      ...own,
      timeout: own.timeout === false ? false : { ...timeout, ...left },
      // An empty one would switch on what the client was made without.
      retry: retry !== false && Object.keys(retry).length === 0 ? undefined : retry,
    };
  }

  /** Where a function decides which redirects got follows: the body of one followed is not read to its end. */
  #discardFollowed(options: Options): void {
    const { followRedirect } = options;
    if (typeof followRedirect !== 'function' || this.#discarding.has(followRedirect)) return;
    const decide: typeof followRedirect = (response) => {
      const follows = followRedirect(response);
      // got 14 and 15 ask for every response.
      if (follows && isRedirect(response.statusCode, response.headers.location)) {
        (response as unknown as Partial<ResponseFace>).discard?.();
      }
      return follows;
    };
    this.#discarding.add(decide);
    options.followRedirect = decide;
  }
}
