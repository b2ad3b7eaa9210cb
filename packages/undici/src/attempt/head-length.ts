// The size of a request head.
import type { HttpRequest } from '@sluice/core';

/** The bytes of a request head, roughly: to ask the socket for every request would cost too much. */
export function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}
