// The calls of a got instance as calls of a Sluice client.
import type { OutgoingHttpHeaders } from 'node:http';
import { Duplex } from 'node:stream';
import type { BeforeErrorHook, BeforeRequestHook, HandlerFunction, Options, RequestFunction } from 'got';
import { isHttpError, TimeoutError } from '@sluice/core';
import { option, systemClock } from '@sluice/core/plugin';
import { describesBody, type AnyTransport } from '@sluice/core/transport';
import { createClient, type SluiceClient } from 'sluice';
import { answerOf, answerOfBroken, answerOfError } from './answer.ts';
import { takePolicy, type PolicyContext } from './call-policy.ts';
import { divertProgress, DownloadProgress } from './download-progress.ts';
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
import { forgiveUnread } from './unread-errors.ts';

const { isOptions } = option;

/** The arguments of got's `request` option: the options alone if got's cache calls it. */
type Arguments = [unknown, unknown, unknown?];

/** The client below a got instance, and what got calls to reach it. */
export class Pipeline {
  readonly client: SluiceClient<GotCallContext>;
  readonly #context: PolicyContext;
  readonly #instanceLimits: GotLimits;
  /** The call of got that a request function was made for. */
  readonly #calls = new WeakMap<RequestFunction, GotCall>();

  /**
   * @param instanceRetry the `retry` of the instance, whose rules `options` have already
   * @param instanceLimits the limits of the instance that the client does not keep
   */
  constructor(options: ResilientGotOptions, instanceRetry: GotRetry, instanceLimits: GotLimits) {
    const { pool, registry, transport, retry, ...others } = options;
    const routed = transport === undefined;
    const clock = options.clock ?? systemClock;
    this.#instanceLimits = instanceLimits;
    // The check that a `calculateDelay` of the instance makes is replaced by one per call.
    const hooks = isOptions(retry) ? retry : {};
    const lookups = new LookupLimits(clock);
    this.#context = { clock, lookups, hooks, retry: retry === false ? false : hooks, instanceRetry, routed };
    const made: AnyTransport = transport ?? new RoutedTransport({ pool, registry }, connectionOf);
    this.client = createClient({
      ...others,
      retry,
      transport: made,
      // Given beside a transport, they are refused.
      ...(!routed && { pool, registry }),
      // If the caller removed got's user-agent, none is sent.
      headers: { 'user-agent': null },
      redirect: 'manual',
      plugins: [...(options.plugins ?? []), gotCalls(), gotAttempts()],
    }) as SluiceClient<GotCallContext>;
  }

  /** Handler: begins a call. One that is made with the options of another, as pages are, keeps their policy. */
  readonly begin: HandlerFunction = (options, next) => {
    // got has refused the arguments, and says so itself.
    if (options === undefined) return next(options);
    hideOptions(options);
    const call = this.#begun(options);
    options.request = this.#requestFunction(options, call);
    const returned = next(options);
    if (call.wantsBody) {
      divertProgress(returned, (listen) => (call.progress = new DownloadProgress(listen)));
    } else if (returned instanceof Duplex) {
      call.stream = returned;
      forgiveUnread(returned);
    }
    return returned;
  };

  /**
   * Hook, once per request of got: the only moment at which got shows the options of the request for which it calls the
   * request function next. A redirect has options of its own, copied from those before.
   */
  readonly bind: BeforeRequestHook = (normalized) => {
    const options = normalized as Options;
    hideOptions(options);
    const call = this.#callOf(options) ?? this.#begun(options);
    if (call.sentBody && options.method === 'GET' && options.body === undefined) {
      // got 14 and 15 leave some of the headers of a body that a redirect drops.
      for (const name of Object.keys(options.headers)) if (describesBody(name)) delete options.headers[name];
    }
    options.request = this.#requestFunction(options, call);
  };

  /** Hook: errors of the client as errors of got. */
  readonly translate: BeforeErrorHook = (error) =>
    asGotError(error, error.options && this.#callOf(error.options)?.limits);

  #begun(options: Options): GotCall {
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
      if (call.limits.timeout.total === 0) throw new TimeoutError('total', 0);
      try {
        const sent = { ...policy, method, ...sentBody(headers, body), signal };
        const response = await this.client(url, { ...sent, decompress, throwHttpErrors, gotCall: call });
        const answer = answerOf(response, options, call.wantsBody);
        return call.retriedByGot ? { ...answer, body: failingAsNode(answer.body) } : answer;
      } catch (error) {
        if (isHttpError(error)) return answerOfError(error, options);
        // The body failed in the attempt that read it: got gets the head of its response too.
        const { head } = call;
        const known = call.retriedByGot ? withNodeCode(error) : error;
        if (head?.ok === true) return answerOfBroken(head, options, known);
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
