import type { HttpRequest } from '@sluice/core';

/** Bytes of the head of a request, near enough: asking the socket at each request would cost more than it is worth. */
export function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}
