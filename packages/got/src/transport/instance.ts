// The user's got instance, as the transport calls it.
import type { Agents, ExtendOptions, Got, HandlerFunction, Method, Request, StreamOptions } from 'got';
import { OptionError, type HttpHeaders, type HttpRequest } from '@sluice/core';
import { identityCheck, uploadOf, type RequestDefaults, type Upload } from '@sluice/core/transport';
import { clear, partInstance } from './instance-defaults.ts';
import { leanRequest } from './lean-request.ts';
import { LENGTH_CHECK } from './length-check.ts';
import { prepareOptions } from './node-request.ts';

/** The bytes per piece of a body, as in got itself, so that a server that stops reading is detected. */
const PIECE = 65_536;

/** A request in got. */
export interface Opened {
  /** A promise if a handler of the instance is an async function. */
  readonly stream: Request | Promise<Request>;
  /** The body, if it is sent in pieces. */
  readonly upload: Upload | undefined;
  /** The bytes to write to the stream; null if the stream is only ended; undefined if got writes the body itself. */
  readonly toWrite: Uint8Array | null | undefined;
  /** Whether the request has no body. */
  readonly bodiless: boolean;
}

/** The options of a call for got. */
interface Given {
  readonly method: Method;
  readonly fields: ReadonlyMap<string, string | string[]>;
  /** True for a GET with a body. */
  readonly allowGetBody: boolean;
  body: StreamOptions['body'];
}

/** The user's instance, without its retries, redirects, decompression and thrown statuses. */
export class GotInstance {
  readonly #got: Got;
  readonly #fixed: ExtendOptions;
  /** Whether a hook or the cache of the instance may need the body as bytes, for example to sign it. */
  readonly #showsBytes: boolean;
  /** Whether a handler of the instance may access the stream of a call. */
  readonly showsStream: boolean;
  /** Whether no hook or handler of the instance accesses the options of a call before got's innermost handler. */
  readonly #fillsIn: boolean;
  /** Whether requests are created by {@link leanRequest}, which prepares their options itself. */
  readonly #lean: boolean;
  /** The options of the call that is being started. */
  #opening: Given | undefined;
  /** The first origin of each call, if the instance affects its headers; empty after a redirect to another origin. */
  readonly #firstOrigins = new WeakMap<object, string>();
  readonly #requestDefaults: RequestDefaults | undefined;

  constructor(got: Got, agent: Agents) {
    const { options, handlers, mutableDefaults } = got.defaults;
    const { hooks, cache, http2, request } = options;
    const { checkServerIdentity } = options.https;
    if (checkServerIdentity !== undefined)
      identityCheck(checkServerIdentity, 'got.https.checkServerIdentity');
    this.showsStream = mutableDefaults || handlers.length > 0;
    this.#fillsIn = !this.showsStream && hooks.init.length === 0;
    this.#showsBytes = hooks.init.length + hooks.beforeRequest.length + handlers.length > 0 || Boolean(cache);
    // The cache calls the request function in its own way.
    this.#lean = !mutableDefaults && !cache && !http2 && request === undefined;
    this.#fixed = {
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      // The client's body checks the length.
      strictContentLength: false,
      prefixUrl: '',
      agent,
      handlers: [this.#fillsIn ? this.#fillIn : quiet],
      ...(this.#showsBytes && LENGTH_CHECK),
      ...(this.#lean && { request: leanRequest(agent) }),
    };
    const { instance, requestDefaults } = partInstance(got, this.#fixed);
    this.#got = mutableDefaults ? got : instance;
    this.#requestDefaults = requestDefaults;
  }

  /** The defaults of the instance for every request. */
  get requestDefaults(): RequestDefaults | undefined {
    const { mutableDefaults } = this.#got.defaults;
    return mutableDefaults ? partInstance(this.#got, this.#fixed).requestDefaults : this.#requestDefaults;
  }

  /**
   * Starts a request.
   * @throws OptionError if a handler of the instance does not return the stream
   */
  open({ method, url, headers, body, call }: HttpRequest): Opened {
    const fields = fieldsOf(headers);
    const content = body?.open();
    const length = body?.length;
    if (length !== undefined) fields.set('content-length', String(length));
    // Without a body, got would wait for one.
    const allowGetBody = method === 'GET' && content !== undefined;
    const given: Given = { method, fields, allowGetBody, body: undefined };
    let upload: Upload | undefined;
    let toWrite: Uint8Array | null | undefined;
    if (content === undefined) {
      if (method !== 'GET' && method !== 'HEAD') toWrite = null;
    } else if (content instanceof Uint8Array && this.#showsBytes) {
      given.body = content;
    } else {
      upload = uploadOf(content, length, call.clock, PIECE);
      if (upload !== undefined) given.body = upload;
      else toWrite = content as Uint8Array;
    }
    const opened = this.#stream(url, given, call);
    const stream = opened instanceof Promise ? opened.then(checkStream) : checkStream(opened);
    return { stream, upload, toWrite, bodiless: content === undefined && !this.#showsBytes };
  }

  #stream(url: URL, given: Given, call: object): unknown {
    if (this.#fillsIn) {
      // Merging options would cost several times as much as setting them.
      this.#opening = given;
      return this.#got.stream(url);
    }
    const { method, fields, allowGetBody, body } = given;
    const instance = this.#isElsewhere(call, url.origin)
      ? this.#instance().extend({ handlers: [(options, next) => next(clear(options, fields, url))] })
      : this.#instance();
    return instance.stream(url, { method, headers: Object.fromEntries(fields), allowGetBody, body });
  }

  readonly #fillIn: HandlerFunction = (options, next) => {
    const { method, fields, allowGetBody, body } = this.#opening as Given;
    this.#opening = undefined;
    if (!this.#lean) prepareOptions(options);
    if (method !== options.method) options.method = method;
    if (allowGetBody !== options.allowGetBody) options.allowGetBody = allowGetBody;
    if (body !== undefined) options.body = body;
    const { headers } = options;
    for (const [name, value] of fields) headers[name] = value;
    return next(options);
  };

  /** The instance; created for each call if its defaults are mutable. */
  #instance(): Got {
    const { defaults } = this.#got;
    return defaults.mutableDefaults ? partInstance(this.#got, this.#fixed).instance : this.#got;
  }

  /** Whether a redirect has led to another origin, to which only headers of the client may be sent. */
  #isElsewhere(call: object, origin: string): boolean {
    const first = this.#firstOrigins.get(call);
    if (first === origin) return false;
    this.#firstOrigins.set(call, first === undefined ? origin : '');
    return first !== undefined;
  }
}

/** The innermost handler: listens to errors of the stream, in case the other handlers do not. */
const quiet: HandlerFunction = (options, next) => {
  prepareOptions(options);
  const result = next(options);
  if (options.isStream) (result as Request).on('error', ignore);
  return result;
};

function ignore(): void {}

function checkStream(result: unknown): Request {
  if (typeof (result as Partial<Request> | undefined)?.on === 'function') return result as Request;
  throw new OptionError('got', 'a handler of the got instance must return the result of next()');
}

/** Headers in the form of got: one field per name, with a list for repeated lines. */
function fieldsOf(headers: HttpHeaders): Map<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  const raw = headers.raw();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    const value = raw[index + 1] as string;
    if (name === '__proto__') {
      throw new OptionError(
        'headers',
        `got cannot send a header named '${name}': use another name or transport`,
      );
    }
    const known = fields.get(name);
    if (known === undefined) fields.set(name, value);
    else if (typeof known === 'string') fields.set(name, [known, value]);
    else known.push(value);
  }
  return fields;
}
