// The plugin `conditional()`: keeps copies of answers, and asks the server whether they are still current.
import { HttpResponse, NetworkError, type HttpRequest } from '@sluice/core';
import { callOption, option, optionsOf, type CallOption, type Next, type Plugin } from '@sluice/core/plugin';
import { ResponseBody, type BodySource } from '@sluice/core/transport';
import { directivesOf } from './cache-control.ts';
import { Copies, COPY_BOUNDS, type Copy, type CopyBounds, type CopyStats } from './copies.ts';
import { noteVerdict } from './verdict.ts';

const { anything, boolean, parseOptions } = option;

/** Options of {@link conditional}. */
export interface ConditionalOptions extends CopyBounds {
  /** Whether calls use copies unless they say otherwise. Default: true. */
  readonly enabled?: boolean | undefined;
}

/** The per-call options of {@link conditional}. */
export interface ConditionalCallOptions {
  /** Whether the call uses copies. Default: the plugin's `enabled`. */
  readonly conditional?: boolean | undefined;
}

/** The copies that a call of a declared operation uses. */
export interface CopiesCallOptions {
  readonly copies?: Copies | undefined;
}

/** Headers by which a call sets its own conditions. Its answer then passes unchanged, and no copy is used. */
const OWN_CONDITIONS = [
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
  'range',
];

/** The source of a copy's body, which has no connection to pause or destroy. */
const NO_CONNECTION: BodySource = { pause() {}, resume() {}, destroy() {} };

/**
 * Plugin, innermost in the stage `attempt`: keeps copies of answers to GET requests that have an `etag` or a
 * `last-modified`, and sends `if-none-match` and `if-modified-since` with the next request for the same. A 304 is answered
 * with the copy, as a 200 with the headers of the 304 laid over those of the copy. No call is answered without a request to
 * the server.
 *
 * A copy belongs to one client, and to requests with the same URL and the same headers, as they are sent, apart from a few
 * headers that are never credentials (`user-agent`, `traceparent`, …). Two tokens never share a copy, whatever the position of
 * the plugin that adds them. `no-store` is obeyed. If a copy may be kept, the body of the answer is read before the response is
 * returned, provided that its length is declared or the call reads the whole body anyway.
 * @throws OptionError for an unknown option or a bad value
 */
export function conditional(options: ConditionalOptions = {}): Plugin<ConditionalCallOptions> {
  const parsers = { ...COPY_BOUNDS, enabled: boolean };
  const { enabled = true, ...bounds } = parseOptions<ConditionalOptions>(options, parsers, 'conditional');
  const declared: { readonly conditional: CallOption<boolean> } = {
    conditional: callOption(boolean, enabled),
  };
  return {
    name: 'conditional',
    stage: 'attempt',
    innermost: true,
    callOptions: declared,
    setup() {
      const shared = new Copies(bounds, 'conditional');
      return {
        middleware(request, next) {
          return optionsOf(declared, request).conditional ? send(request, next, shared) : next(request);
        },
        stats: (): CopyStats => shared.stats(),
      };
    },
  };
}

const OF_OPERATION: { readonly copies: CallOption<Copies | undefined> } = {
  copies: callOption(anything as CallOption<Copies | undefined>['parse'], undefined),
};

/** The plugin that connected APIs add to their client: a call uses the copies of its operation. */
export const copiesPlugin: Plugin<CopiesCallOptions> = {
  name: 'copies',
  stage: 'attempt',
  innermost: true,
  callOptions: OF_OPERATION,
  setup: () => (request, next) => {
    const { copies } = optionsOf(OF_OPERATION, request);
    return copies === undefined ? next(request) : send(request, next, copies);
  },
};

async function send(request: HttpRequest, next: Next, copies: Copies): Promise<HttpResponse> {
  const { headers, attempt, method } = request;
  if (method !== 'GET') return await next(request);
  if (OWN_CONDITIONS.some((name) => headers.has(name)) || directivesOf(headers).has('no-store')) {
    noteVerdict(attempt.record, 'bypass');
    return await next(request);
  }
  const copy = copies.find(request);
  const response = await next(
    copy === undefined ? request : request.withHeaders(headers.merge(conditionsOf(copy))),
  );
  if (response.status === 304 && copy !== undefined) return await confirmed(request, response, copies, copy);
  copies.missed++;
  noteVerdict(attempt.record, 'miss');
  if (copies.mayKeep(request, response)) await keep(request, response, copies);
  else if (response.status === 200) copies.drop(request);
  return response;
}

function conditionsOf({ headers }: Copy): Record<string, string> {
  const conditions: Record<string, string> = {};
  const [tag, modified] = [headers.get('etag'), headers.get('last-modified')];
  if (tag !== null) conditions['if-none-match'] = tag;
  if (modified !== null) conditions['if-modified-since'] = modified;
  return conditions;
}

/** Reads the body and keeps a copy, unless the body may be long and the caller wants it as it arrives. */
async function keep(request: HttpRequest, response: HttpResponse, copies: Copies): Promise<void> {
  const { declaredLength } = response.lifetime;
  const isShort = declaredLength !== undefined && declaredLength <= copies.maxEntryBytes;
  if (!isShort && (!request.call.buffersBody || declaredLength !== undefined)) return;
  // As the pipeline does for a call that reads the whole body: a body that is cut short is a failed attempt.
  await response.arrive();
  const { lifetime } = response;
  const bytes = lifetime.collectNow();
  if (bytes === undefined) return;
  lifetime.replaceByDecoded(bytes);
  copies.keep(request, response, bytes);
}

/** The answer from a copy that a 304 confirms. */
async function confirmed(
  request: HttpRequest,
  response: HttpResponse,
  copies: Copies,
  copy: Copy,
): Promise<HttpResponse> {
  const { attempt, url } = request;
  await response.drain();
  const tag = response.headers.get('etag');
  if (tag !== null && opaque(tag) !== opaque(copy.headers.get('etag'))) {
    // The next attempt asks without a condition.
    copies.drop(request);
    throw new NetworkError(
      'ERR_SLUICE_PROTOCOL',
      'the server answered 304 with another etag than the request asked about',
      {
        phase: 'response',
        responseStarted: true,
      },
    );
  }
  copies.revalidated++;
  noteVerdict(attempt.record, 'revalidated');
  const { statusText, headers, bytes } = copies.confirm(request, copy, response.headers);
  const body = new ResponseBody(attempt, NO_CONNECTION);
  const answer = new HttpResponse({ status: 200, statusText, headers, url }, attempt, body);
  body.finish(false);
  // The caller may change the bytes it gets.
  body.replaceByDecoded(new Uint8Array(bytes));
  return answer;
}

/** An entity tag for the weak comparison (RFC 9110 section 8.8.3.2), which a GET uses. */
function opaque(tag: string | null): string | undefined {
  return tag?.replace(/^W\//, '');
}
