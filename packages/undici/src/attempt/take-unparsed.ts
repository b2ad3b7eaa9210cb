// What a broken connection had received of a body and its paused parser had not seen.
import type { ResponseBody } from '@sluice/core/transport';
import type { WireConnection } from '../connection/wire-connection.ts';

/**
 * Gives a body the bytes that undici drops when the connection of a paused parser breaks. Only for a declared length, where
 * all bytes up to its end are those of the body.
 */
export function takeUnparsed(body: ResponseBody | undefined, connection: WireConnection | undefined): void {
  if (body?.declaredLength === undefined || connection?.error === undefined) return;
  for (let left = leftOf(body); left > 0; left = leftOf(body)) {
    const chunk = connection.takeUnparsed?.() ?? null;
    if (chunk === null || body.settled) return;
    body.push(chunk.length > left ? chunk.subarray(0, left) : chunk);
  }
}

function leftOf({ declaredLength = 0, received }: ResponseBody): number {
  return declaredLength - received;
}
