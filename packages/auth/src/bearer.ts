// The plugin `bearer()`: a token in a header, renewed when the server refuses it.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import {
  callOption,
  canOpenAgain,
  option,
  optionsOf,
  refuse,
  type CallOption,
  type OptionParsers,
  type Plugin,
} from '@sluice/core/plugin';
import { promised, settle, type Dispatch, type ResponseHandler } from '@sluice/core/internal';
import { Audience, parseOrigins } from './audience.ts';
import { TokenSource, type CurrentToken, type TokenFunction } from './token-source.ts';

const { boolean, decision, duration, parseOptions, string } = option;

/** Options of {@link bearer}. */
export interface BearerOptions {
  /** The token, or a function that returns it: at the first call, before it expires, and when the server refuses it. */
  readonly token: string | TokenFunction;
  /** The origins that receive it. Default: the origin of the client's `baseUrl`; without one, that of the call's first request. */
  readonly origins?: readonly string[] | undefined;
  /** The header. Default: `authorization`. */
  readonly header?: string | undefined;
  /** The word before the token; '' for none. Default: `Bearer`. */
  readonly scheme?: string | undefined;
  /** Whether a response refuses the token. Default: its status is 401. */
  readonly refused?: ((response: HttpResponse) => boolean) | undefined;
  /** How long before its expiry a token is renewed, in ms; at most half of its life. Default: 30,000. */
  readonly renewBefore?: number | undefined;
  /** How long the function may take, in ms. Default: 30,000. */
  readonly timeout?: number | undefined;
}

/** The options that {@link bearer} adds to every call. */
export interface BearerCallOptions {
  /** Whether the call carries the token. Default: true. */
  readonly bearer?: boolean | undefined;
}

/** Counters of {@link bearer}. */
export interface BearerStats {
  /** Tokens fetched so far. */
  readonly fetched: number;
  /** Fetches that failed. */
  readonly failed: number;
  /** Requests sent again with another token. */
  readonly replayed: number;
}

interface BearerDeclarations {
  readonly bearer: CallOption<boolean>;
}

type Checked = Omit<BearerOptions, 'token' | 'origins'> & {
  readonly token: TokenFunction;
  readonly origins: ReadonlySet<string>;
};

const PARSERS: OptionParsers<Checked> = {
  token: (value, path) => {
    if (typeof value === 'function') return value as TokenFunction;
    if (typeof value !== 'string' || value === '') throw refuse(path, value, 'a string or a function');
    return () => value;
  },
  origins: parseOrigins,
  header: string,
  scheme: string,
  refused: decision<(response: HttpResponse) => boolean>(),
  renewBefore: duration(),
  timeout: duration({ min: 1 }),
};

/**
 * Plugin, stage `retry`: sends a token. When the server refuses it, the token is renewed once for all calls, and the
 * request is sent again, which spends no retry. If an old token is refused late, the request is sent again with the current
 * token. If a request is refused again, or its body cannot be sent again, the caller gets the 401. A failed renewal fails
 * the calls that wait for it; the next call tries again. A header that the call itself sets is kept. List it after `retry()`.
 *
 * Clients that are given the same plugin object share the token.
 * @throws OptionError for an unknown option or a bad value
 */
export function bearer(options: BearerOptions): Plugin<BearerCallOptions> {
  const given = parseOptions<Checked>(options, PARSERS, 'bearer');
  const { token, origins, refused = isUnauthorized } = given;
  if (token === undefined) throw refuse('bearer.token', token, 'a string or a function');
  const { renewBefore = 30_000, timeout = 30_000, scheme = 'Bearer', header = 'authorization' } = given;
  const source = new TokenSource(token, timeout, renewBefore);
  const prefix = scheme === '' ? '' : `${scheme} `;
  const declared: BearerDeclarations = { bearer: callOption(boolean, true) };
  return {
    name: 'bearer',
    stage: 'retry',
    callOptions: declared,
    setup(host) {
      const audience = new Audience(origins, host);
      const signer: Signer = { source, refused, header, prefix, replayed: 0 };
      return {
        interceptor(request, handler, next) {
          const isSigned =
            optionsOf(declared, request).bearer && audience.includes(request) && !request.headers.has(header);
          if (!isSigned) next(request, handler);
          else sendSigned(request, handler, next, signer);
        },
        stats: (): BearerStats => ({
          fetched: source.fetched,
          failed: source.failed,
          replayed: signer.replayed,
        }),
      };
    },
  };
}

/** The token source and the settings with which requests are signed. */
interface Signer {
  readonly source: TokenSource;
  readonly refused: (response: HttpResponse) => boolean;
  readonly header: string;
  readonly prefix: string;
  replayed: number;
}

function isUnauthorized({ status }: HttpResponse): boolean {
  return status === 401;
}

/** Sends a request with the token. Creates no promise if the token is valid and is accepted. */
function sendSigned(request: HttpRequest, handler: ResponseHandler, next: Dispatch, signer: Signer): void {
  const { clock } = request.call;
  const token = signer.source.valid(clock.now());
  if (token !== undefined) {
    next(sign(request, token, signer), new SignedHandler(request, handler, next, signer, token));
    return;
  }
  settle(request, handler, async () => {
    const fetched = await signer.source.get(clock);
    request.branch.throwIfAborted();
    const response = await promised(next)(sign(request, fetched, signer));
    return signer.refused(response) ? await sendAgain(request, response, next, signer, fetched) : response;
  });
}

function sign(request: HttpRequest, token: CurrentToken, { header, prefix }: Signer): HttpRequest {
  return request.withHeaders(request.headers.with(header, prefix + token.value));
}

/** Handles the response to a signed request: passes it on, or sends the request again if the server refused the token. */
class SignedHandler implements ResponseHandler {
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  readonly #next: Dispatch;
  readonly #signer: Signer;
  readonly #token: CurrentToken;

  constructor(
    request: HttpRequest,
    handler: ResponseHandler,
    next: Dispatch,
    signer: Signer,
    token: CurrentToken,
  ) {
    this.#request = request;
    this.#handler = handler;
    this.#next = next;
    this.#signer = signer;
    this.#token = token;
  }

  onResponse(response: HttpResponse): void {
    let refused: boolean;
    try {
      refused = this.#signer.refused(response);
    } catch (error) {
      response.discard();
      this.#handler.onError(error);
      return;
    }
    if (!refused) {
      this.#handler.onResponse(response);
      return;
    }
    settle(this.#request, this.#handler, () =>
      sendAgain(this.#request, response, this.#next, this.#signer, this.#token),
    );
  }

  onError(error: unknown): void {
    this.#handler.onError(error);
  }
}

/** Sends a request again with a token other than the refused one, unless its body cannot be sent again. */
async function sendAgain(
  request: HttpRequest,
  response: HttpResponse,
  next: Dispatch,
  signer: Signer,
  refused: CurrentToken,
): Promise<HttpResponse> {
  if (request.body !== undefined && !canOpenAgain(request.body)) return response;
  await response.drain();
  const token = await signer.source.replace(refused, request.call.clock);
  request.branch.throwIfAborted();
  signer.replayed++;
  return await promised(next)(sign(request, token, signer));
}
