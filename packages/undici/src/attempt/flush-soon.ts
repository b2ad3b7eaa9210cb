// Delays the end of a response until the parser has processed all bytes.

/** An exchange that has received the end of its response but not reported it yet. */
export interface Ended {
  /** Reports the end. */
  flush(): void;
}

const SOON = Promise.resolve();

const ended: Ended[] = [];

/** Calls `flush` once the parser has processed all bytes: bytes after the body would end the connection. */
export function flushSoon(exchange: Ended): void {
  ended.push(exchange);
  void SOON.then(flushOne);
}

function flushOne(): void {
  ended.pop()?.flush();
}
