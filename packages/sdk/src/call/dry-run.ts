// Runs a call without sending it, and returns its request as a standard `Request`.
import type { HttpRequest } from '@sluice/core';
import type { Source } from './source.ts';

/**
 * Runs a call up to the transport, and returns what would be sent.
 * @throws TypeError if a plugin answers the call before it reaches the transport
 */
export async function dryRun(source: Source): Promise<Request> {
  const captured: Request[] = [];
  const response = await source.capture((request) => void captured.push(toFetchRequest(request)));
  response.discard();
  const request = captured.at(-1);
  if (request === undefined)
    throw new TypeError(`a plugin answers the call '${source.operation}' itself: no request would be sent`);
  return request;
}

/** The request as it would be sent: its method, URL, headers and body. */
function toFetchRequest({ method, url, headers, body }: HttpRequest): Request {
  const content = body?.open();
  const fields = new Headers([...headers]);
  if (body?.contentType !== undefined && !fields.has('content-type'))
    fields.set('content-type', body.contentType);
  if (content === undefined) return new Request(url, { method, headers: fields });
  const sent = content instanceof Uint8Array ? new Uint8Array(content) : ReadableStream.from(content);
  return new Request(url, { method, headers: fields, body: sent, duplex: 'half' });
}
