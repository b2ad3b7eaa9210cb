// Details of the coding `deflate`, and of bytes after the end of a coding.
/** Whether a deflate body has its zlib header (RFC 1950). Some servers omit it (RFC 1951). */
export function isZlib(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

/** The error of bytes after the end of the coded content. */
export function trailingBytes(): Error {
  return new Error('bytes follow the end of the coded content');
}
