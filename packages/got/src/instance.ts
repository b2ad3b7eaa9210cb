import type { Got, Request, StreamOptions } from 'got';
import { OptionError, type HttpHeaders, type HttpRequest } from '@sluice/core';
import type { TransportAgents } from './agents.ts';
import { uploadOf, type Upload } from './upload.ts';

/** A request under way in got. */
export interface Opened {
  readonly stream: Request;
  /** The body, when it goes out piece by piece. */
  readonly upload: Upload | undefined;
}

/** The user's instance as this transport calls it: one attempt at a time, its policies off. */
export class GotInstance {
  readonly #got: Got;
  /** Passed with each call, where the instance's defaults may change under it. */
  readonly #fixed: StreamOptions;
  /** Whether somebody in the instance may want the body as bytes: a hook that signs it, the cache. */
  readonly #showsBytes: boolean;

  constructor(got: Got, agents: TransportAgents) {
    const fixed: StreamOptions = {
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      prefixUrl: '',
      agent: agents.forGot,
    };
    const { options, handlers, mutableDefaults } = got.defaults;
    this.#got = mutableDefaults ? got : got.extend(fixed);
    this.#fixed = mutableDefaults ? fixed : {};
    const { hooks, cache } = options;
    this.#showsBytes = hooks.init.length + hooks.beforeRequest.length + handlers.length > 0 || Boolean(cache);
  }

  /**
   * Begins a request.
   * @throws OptionError when a handler of the instance does not hand the stream on
   */
  open({ method, url, headers, body, call }: HttpRequest): Opened {
    const fields = fieldsOf(headers);
    const content = body?.open();
    let upload = content === undefined ? undefined : uploadOf(content, call.clock);
    const length = body?.length;
    if (length !== undefined) fields['content-length'] = String(length);
    const options: StreamOptions = { ...this.#fixed, method, headers: fields };
    let written: Uint8Array | undefined;
    if (content instanceof Uint8Array && this.#showsBytes) {
      upload = undefined;
      options.body = content;
    } else if (upload !== undefined) {
      options.body = upload;
    } else if (content instanceof Uint8Array) {
      written = content;
    }
    let stream: Request;
    try {
      stream = this.#got.stream(url, options);
    } catch (error) {
      void upload?.return();
      throw error;
    }
    if (typeof (stream as Partial<Request>).on !== 'function') {
      throw new OptionError(
        'got',
        'a handler of the got instance does not return the stream it got from next()',
      );
    }
    // Where got waits for somebody to write the body.
    if (written !== undefined) stream.end(written);
    else if (body === undefined && method !== 'GET' && method !== 'HEAD') stream.end();
    return { stream, upload };
  }
}

/** Headers as got takes them: one field per name, several lines of it as a list. */
function fieldsOf(headers: HttpHeaders): Record<string, string | string[]> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  const raw = headers.raw();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    const value = raw[index + 1] as string;
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (typeof known === 'string') fields[name] = [known, value];
    else known.push(value);
  }
  return fields;
}
