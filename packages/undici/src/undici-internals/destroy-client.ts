// Destroys a client of undici, also while it sends a request.
// Checked on undici 8.12.0 and 8.13.1.
import type { Client } from 'undici';

/** The state of a client that takes requests from its queue, under undici's symbol `resuming`. */
const TAKES_REQUESTS = 2;

/**
 * Destroys a client. While undici sends a request, it calls handlers and publishes on its channels. If the client is destroyed
 * there, undici removes the request from its queue and counts it as sent all the same; when the socket closes, an assertion
 * ends the process. In this state, the client is therefore destroyed in the next tick, before the socket reports its close. If a
 * version of undici keeps its state under another name, the client is destroyed at once.
 * @param error for the request in flight
 */
export function destroyClient(client: Client, error: Error): void {
  if (takesRequests(client)) process.nextTick(destroy, client, error);
  else destroy(client, error);
}

function destroy(client: Client, error: Error): void {
  client.destroy(error, () => {});
}

function takesRequests(client: Client): boolean {
  const key = Object.getOwnPropertySymbols(client).find(({ description }) => description === 'resuming');
  return key !== undefined && (client as unknown as Record<symbol, unknown>)[key] === TAKES_REQUESTS;
}
