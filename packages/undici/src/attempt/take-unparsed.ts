// Recovers the bytes of a body that a connection received before it broke, and that its paused parser has not read.
import type { ResponseBody } from '@sluice/core/transport';
import type { WireConnection } from '../connection/wire-connection.ts';

/**
 * Pushes to a body the bytes that undici drops when the connection of a paused parser breaks. Only for a body with a declared
 * length: without chunked framing, all bytes up to that length are those of the body.
 * @returns whether the body is complete
 */
export function takeUnparsed(body: ResponseBody, connection: WireConnection | undefined): boolean {
  if (body.declaredLength === undefined || connection?.error === undefined) return false;
  // Over HTTP/2, only the end of its stream completes a response.
  if (connection.takeUnparsed === undefined) return false;
  for (let left = leftOf(body); left > 0; left = leftOf(body)) {
    const chunk = connection.takeUnparsed();
    if (chunk === null || body.settled) return false;
    body.push(chunk.length > left ? chunk.subarray(0, left) : chunk);
  }
  return true;
}

function leftOf({ declaredLength = 0, received }: ResponseBody): number {
  return declaredLength - received;
}
