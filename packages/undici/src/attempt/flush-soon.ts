// A microtask after the end of a response, before the response counts as complete.
/** An exchange whose response has ended, and whose body has not been completed yet. */
export interface Ended {
  flush(): void;
}

const SOON = Promise.resolve();

const ended: Ended[] = [];

/** Calls `flush` when the parser has read all that arrived: bytes after the body end the connection. */
export function flushSoon(exchange: Ended): void {
  ended.push(exchange);
  void SOON.then(flushOne);
}

function flushOne(): void {
  ended.pop()?.flush();
}
