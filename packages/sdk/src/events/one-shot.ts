// Recognizes request bodies that can be sent only once.

/** Whether a request body is a stream, which cannot be read again. A function that returns a stream can be called again. */
export function isOneShot(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
