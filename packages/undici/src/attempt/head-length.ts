// The size of a request head.
import type { HttpRequest } from '@sluice/core';

/** The approximate bytes of a request head. The exact number would require reading the counter of the socket for every request. */
export function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}
