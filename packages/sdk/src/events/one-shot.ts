// Tells request bodies that can be sent once.

/** Whether a request body is a stream that cannot be read again. A function makes a new one for each call. */
export function isOneShot(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
