// The approximate length of a request's head.
import type { HttpRequest } from '@sluice/core';

/** The approximate length of a request's head in bytes, which is cheaper than reading it from the socket. */
export function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}
