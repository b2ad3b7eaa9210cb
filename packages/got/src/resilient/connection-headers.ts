// The headers of a call of got that belong to the connection, which the client and its transport manage.
import type { OutgoingHttpHeaders } from 'node:http';

/** Headers that the transport sets itself, or that are meaningless on a connection which belongs to a pool. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'expect',
]);

/** Whether a header belongs to the connection. @param name in lower case */
export function isOfConnection(name: string): boolean {
  return OF_CONNECTION.has(name);
}

/** The headers that the client accepts. */
export function withoutConnection(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const names = Object.keys(headers);
  if (!names.some(isOfConnection)) return headers;
  return Object.fromEntries(
    names.filter((name) => !isOfConnection(name)).map((name) => [name, headers[name]]),
  );
}

/** Whether the caller requests that the connection is closed after the response: `connection: close`. */
export function closesConnection({ connection }: Readonly<Record<string, unknown>>): boolean {
  if (typeof connection !== 'string') return false;
  return connection.split(',').some((option) => option.trim().toLowerCase() === 'close');
}

/** Whether the caller requests that the body waits for the server's consent: `expect: 100-continue`. */
export function expectsContinue({ expect }: OutgoingHttpHeaders): boolean {
  return typeof expect === 'string' && expect.toLowerCase() === '100-continue';
}
