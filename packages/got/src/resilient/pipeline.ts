import type { OutgoingHttpHeaders } from 'node:http';
import type { BeforeRequestHook, HandlerFunction, Options, RequestFunction } from 'got';
import { isHttpError, OptionError, type Clock } from '@sluice/core';
import { refuse, systemClock } from '@sluice/core/plugin';
import { describesBody } from '@sluice/core/transport';
import { bytesOfView } from '@sluice/core/internal';
import { createClient, type SluiceClient } from 'sluice';
import { answerOf, answerOfError } from './answer.ts';
import { GotCall, gotCalls, type GotCallContext } from './got-call.ts';
import { limitsOf, NO_LIMITS, NO_RETRY, retriesOf } from './got-policy.ts';
import { hideOptions } from './hidden-options.ts';
import { callOptionsOf, type ResilientCallOptions, type ResilientGotOptions } from './options.ts';
import { refuseIneffective } from './refused.ts';
import { RequestFace } from './request-face.ts';
import type { Answer, ResponseFace } from './response-face.ts';

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
      plugins: [...(options.plugins ?? []), gotCalls()],
    }) as SluiceClient<GotCallContext>;
  }

  /** Handler: a call made with the options of another one, as pagination does, is a call of its own. */
  readonly renew: HandlerFunction = (options, next) => {
    hideOptions(options);
    const before = this.#callOf(options);
    if (before !== undefined) {
      const call = new GotCall(!options.isStream);
      call.timeout = before.timeout;
      call.retry = before.retry;
      options.request = this.#requestFunction(options, call);
    }
    return next(options);
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
    const face = new RequestFace(bytesOf(options.body), async (body, signal): Promise<Answer> => {
      call.sentBody = body !== undefined;
      try {
        const { fields, length } = withoutLength(headers, body);
        const sent = { ...policy, method, headers: fields, body, signal };
        const own = { gotCall: call, gotLength: length };
        const response = await this.client(url, { ...sent, decompress, throwHttpErrors, ...own });
        return answerOf(response, options, call.wantsBody);
      } catch (error) {
        if (isHttpError(error)) return answerOfError(error, options);
        throw error;
      }
    });
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
      if (follows) (response as unknown as Partial<ResponseFace>).discard?.();
      return follows;
    };
    this.#discarding.add(decide);
    options.followRedirect = decide;
  }
}

/** got has put them into a header. */
function withoutCredentials(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

/**
 * The headers without `content-length`, which the transport sets, and what that says of a body that is a stream.
 * @throws OptionError when it says something else than the body, or is no length
 */
function withoutLength(
  headers: OutgoingHttpHeaders,
  body: object | undefined,
): { fields: OutgoingHttpHeaders; length: number | undefined } {
  const { 'content-length': declared, ...fields } = headers;
  if (declared === undefined) return { fields, length: undefined };
  const length = Number(declared);
  if (body !== undefined && !(body instanceof Uint8Array)) {
    const isLength = /^\d+$/.test(String(declared)) && Number.isSafeInteger(length);
    if (!isLength) throw refuse('headers.content-length', declared, 'a number of bytes');
    return { fields, length };
  }
  const known = body?.length ?? 0;
  if (length !== known) throw refuse('headers.content-length', declared, `the body's (${known})`);
  return { fields, length: undefined };
}

/** A body that is at hand, and so can be sent again; undefined for one that got writes piece by piece. */
function bytesOf(body: Options['body']): Uint8Array | undefined {
  if (typeof body === 'string') return Buffer.from(body);
  return ArrayBuffer.isView(body) ? bytesOfView(body) : undefined;
}
