// Converts a request body in any form that undici accepts to bytes or pieces.
import { errors, FormData as UndiciFormData, Response as UndiciResponse, type BodyInit } from 'undici';

/** A body as bytes or as pieces, and the headers that describe it. */
export interface PlainBody {
  readonly content: Uint8Array | AsyncIterable<Uint8Array> | null;
  /** `content-type` and `content-length`, as far as the body itself determines them. */
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Converts a body in any form that undici accepts.
 * @throws InvalidArgumentError of undici for a value that cannot be a body
 */
export function plainBody(body: unknown): PlainBody {
  if (body === null || body instanceof Uint8Array) return { content: body, headers: new Map() };
  if (ArrayBuffer.isView(body)) {
    return plainBody(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  }
  if (body instanceof ArrayBuffer) return plainBody(new Uint8Array(body));
  if (body instanceof Blob) {
    const headers = new Map([['content-length', String(body.size)]]);
    if (body.type !== '') headers.set('content-type', body.type);
    return { content: body.stream(), headers };
  }
  // undici and Node.js each encode only forms of their own class.
  if (body instanceof UndiciFormData)
    return encoded(new UndiciResponse(body as BodyInit) as unknown as Response);
  if (body instanceof FormData) return encoded(new Response(body));
  return { content: pieces(body), headers: new Map() };
}

function encoded({ body, headers }: Response): PlainBody {
  return { content: body, headers: new Map([['content-type', headers.get('content-type') ?? '']]) };
}

function pieces(body: unknown): AsyncIterable<Uint8Array> {
  const given = body as Partial<AsyncIterable<Uint8Array> & Iterable<Uint8Array>>;
  if (given[Symbol.asyncIterator] !== undefined) return given as AsyncIterable<Uint8Array>;
  if (given[Symbol.iterator] === undefined)
    throw new errors.InvalidArgumentError('body must be bytes or iterable');
  return (async function* () {
    yield* given as Iterable<Uint8Array>;
  })();
}
