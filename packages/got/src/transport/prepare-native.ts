// Prepares Node's request before got writes it.
import type { ClientRequest } from 'node:http';
import type { Request } from 'got';
import type { HttpRequest } from '@sluice/core';
import { mayIgnoreBody } from '@sluice/core/transport';

/**
 * Sets the limit of header lines and the framing of the body. Without a declared length, Node.js sends the body of a DELETE or
 * OPTIONS without any framing, so that the server reads it as the next request: such a body is sent in chunks.
 * @param stream of got, whose hooks may have added a body
 * @param maxHeaders the most header lines of a response
 */
export function prepareNative(
  native: ClientRequest,
  { body }: HttpRequest,
  stream: Request | undefined,
  maxHeaders: number,
): void {
  // One more than allowed, so that an excess is detected: Node.js silently drops further lines.
  native.maxHeadersCount = maxHeaders + 1;
  if ((body === undefined || body.length === 0) && stream?.options.body === undefined) return;
  native.useChunkedEncodingByDefault = true;
  if (mayIgnoreBody(native.method)) native.shouldKeepAlive = false;
}
