// The two forms of the coding `deflate`.

/** Whether a deflate body has its zlib header (RFC 1950). Some servers omit it (RFC 1951). */
export function isZlib(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}
