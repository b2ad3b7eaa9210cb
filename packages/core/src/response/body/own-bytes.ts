// Copies bytes whose memory is lent.

/** A copy in a buffer of exactly its length, not in Node's shared pool, so that a caller gets no bytes of other bodies. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

/**
 * A copy to hold internally, at a third of the cost for short bytes: it may be in memory that Node.js shares among short
 * buffers, so it must not reach the caller.
 */
export function heldBytes(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafe(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Whether bytes may be a copy in shared memory. */
export function mayShareMemory(bytes: Uint8Array): boolean {
  return bytes.length < Buffer.poolSize >>> 1 && bytes.length !== bytes.buffer.byteLength;
}
