// Converts a dispatched request for an HTTP/2 stream.
import type { Clock } from '@sluice/core';
import { uploadOf, type Upload } from '@sluice/core/transport';
import { DispatchOptions } from '../wire/dispatch-options.ts';
import { hasHeader } from './dispatched-headers.ts';
import { plainBody } from './plain-body.ts';
import { UPLOAD_PIECE } from '../attempt/upload-piece.ts';

/** A dispatched request for a connection over HTTP/2. */
export interface DispatchedUpload {
  readonly options: DispatchOptions;
  /** Set if the body is sent in pieces. */
  readonly upload: Upload | undefined;
}

/** Header lines with names in lower case, as HTTP/2 requires. Without a body, a declared length would be wrong. */
function linesOf({ headers }: DispatchOptions, hasBody: boolean): string[] {
  const lines: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = (headers[index] as string).toLowerCase();
    if (hasBody || name !== 'content-length') lines.push(name, headers[index + 1] as string);
  }
  return lines;
}

/**
 * Converts a request so that its body is sent in pieces, which shows whether the server reads it.
 * @throws InvalidArgumentError of undici for a value that cannot be a body
 */
export function inPieces(given: DispatchOptions, clock: Clock): DispatchedUpload {
  const { method, path, reset } = given;
  const { content, headers } = plainBody(given.body);
  const lines = linesOf(given, content !== null);
  const add = (name: string, value: string): void => {
    if (!hasHeader(lines, name)) lines.push(name, value);
  };
  for (const [name, value] of headers) add(name, value);
  const options = new DispatchOptions(method, path, lines, reset);
  if (content === null) return { options, upload: undefined };
  const upload = uploadOf(content, undefined, clock, UPLOAD_PIECE);
  options.body = (upload ?? content) as unknown as Uint8Array;
  if (content instanceof Uint8Array) add('content-length', String(content.length));
  return { options, upload };
}
