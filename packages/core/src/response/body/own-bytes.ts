// A copy of bytes whose memory is lent.

/** A copy in a buffer of exactly its length, not in the shared pool: what a caller gets has no bytes of other bodies. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
