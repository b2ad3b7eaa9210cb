// A file that an origin serves by ranges, as RFC 9110 specifies, in the states that the test sets.
import { createHash } from 'node:crypto';

/** One state of a file. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  /** Default: a strong tag of the content. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Headers that replace those of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: true. */
  readonly ranges?: boolean;
}

/** The answer to a request. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Bytes that differ at every position and repeat only after 16 MiB. */
export function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed;
  for (let index = 0; index < words.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, length).slice();
}

export function tagOf(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
}

export function sha256(bytes: Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHash('sha256').update(bytes).digest(encoding);
}

/** Answers a GET of a file. @param header reads a header of the request */
export function serveFile(file: ServedFile, header: (name: string) => string | undefined): FileAnswer {
  const { bytes, ranges = true, lastModified } = file;
  const etag = 'etag' in file ? file.etag : tagOf(bytes);
  const headers = {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { 'last-modified': lastModified }),
    date: new Date().toUTCString(),
    ...(ranges && { 'accept-ranges': 'bytes' }),
  };
  const [, first] = /^bytes=(\d+)-$/.exec(header('range') ?? '') ?? [];
  const condition = header('if-range');
  const holds = condition === undefined || condition === (condition.startsWith('"') ? etag : lastModified);
  if (!ranges || first === undefined || !holds)
    return { status: 200, headers: { ...headers, ...file.headers }, body: bytes };
  const from = Number(first);
  const { length } = bytes;
  if (from >= length) {
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${length}` },
      body: new Uint8Array(),
    };
  }
  const range = { 'content-range': `bytes ${from}-${length - 1}/${length}` };
  return { status: 206, headers: { ...headers, ...range, ...file.headers }, body: bytes.subarray(from) };
}
