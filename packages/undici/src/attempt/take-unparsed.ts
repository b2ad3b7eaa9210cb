// What a broken connection had received of a body and its paused parser had not seen.
import type { ResponseBody } from '@sluice/core/transport';
import type { WireConnection } from '../connection/wire-connection.ts';

/**
 * Gives a body the bytes that undici drops when the connection of a paused parser breaks. Only for a declared length, where
 * all bytes up to its end are those of the body.
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
