// Breaks the body of a response on its way from the transport.
import type { HttpResponse } from '@sluice/core';

/** How a body breaks. */
export interface BodyBreak {
  /** The bytes that still arrive. */
  readonly after: number;
  /** Called with the number of bytes that arrived. Returns the error of the body; undefined if the body stalls instead. */
  readonly onBreak: (bytes: number) => Error | undefined;
}

/**
 * Breaks a body from its creation on. The methods that a transport calls are replaced on this one body, so that other
 * bodies cost nothing.
 */
export function breakBody(response: HttpResponse, { after, onBreak }: BodyBreak): void {
  const body = response.lifetime;
  const push = body.push.bind(body);
  let isBroken = false;
  const breakNow = (): void => {
    isBroken = true;
    const error = onBreak(body.received);
    if (error !== undefined) body.destroy(error);
  };
  body.push = (chunk, lent) => {
    if (isBroken) return;
    const left = after - body.received;
    if (chunk.length <= left) {
      push(chunk, lent);
      return;
    }
    if (left > 0) push(chunk.subarray(0, left), lent);
    breakNow();
  };
  body.finish = () => {
    if (!isBroken && !body.settled) breakNow();
  };
}
