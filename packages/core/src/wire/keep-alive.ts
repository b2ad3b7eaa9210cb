// Keep-alive hints of servers.

/** Maximum margin subtracted from a server's keep-alive time, in ms: the server starts its timer before the client. */
const MARGIN = 1_000;

/**
 * For transports: how long a connection may stay idle after a response, in ms, by its `Keep-Alive: timeout=N` header
 * (RFC 2068 section 19.7.1.1), less a margin of a second, or of half for a hint under two seconds. 0 for `max=0`, which
 * allows no further request. Undefined without a valid hint.
 */
export function idleLimitOf(keepAlive: string | readonly string[] | undefined): number | undefined {
  if (keepAlive === undefined) return undefined;
  const text = String(keepAlive);
  if (/(?:^|[\s,;])max\s*=\s*"?0+(?!\d)/i.test(text)) return 0;
  const found = /(?:^|[\s,;])timeout\s*=\s*"?(\d{1,9})/i.exec(text);
  if (found === null) return undefined;
  return lessMargin(Number(found[1]) * 1_000);
}

/** Subtracts the margin from a server's keep-alive time, in ms: a second, or half of a time under two seconds. */
export function lessMargin(time: number): number {
  return time - Math.min(MARGIN, time / 2);
}
