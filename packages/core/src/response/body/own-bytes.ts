// Copies of bytes whose memory is lent.

/** A copy in a buffer of exactly its length, not in the shared pool: what a caller gets has no bytes of other bodies. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

/**
 * A copy to hold, which must not be given to the caller as it is: a short one is in memory that Node.js shares
 * among short buffers, at a third of the cost.
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
