import type { HttpRequest } from '@sluice/core';

/** What an exchange knew of the wire when it broke. */
export interface WireState {
  readonly reused: boolean;
  readonly bytesWritten: number;
  /** A byte of a response had arrived. */
  readonly responseStarted: boolean;
  /** The headers of the response had arrived whole. */
  readonly headReceived: boolean;
  /** Bytes of the body that had arrived. */
  readonly bodyBytes: number;
}

/** Bytes of the head of a request, near enough: asking the socket at each request would cost more than it is worth. */
export function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}
