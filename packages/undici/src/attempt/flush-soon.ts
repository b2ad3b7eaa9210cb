/** Who has seen the end of a response and not told it yet. */
export interface Ended {
  flush(): void;
}

const SOON = Promise.resolve();

const ended: Ended[] = [];

/** The parser may still find bytes after the body, which end the connection. It is through when `flush` is called. */
export function flushSoon(exchange: Ended): void {
  ended.push(exchange);
  void SOON.then(flushOne);
}

function flushOne(): void {
  ended.pop()?.flush();
}
