/** Whether deflate has its zlib header (RFC 1950); some servers send it without one (RFC 1951). */
export function isZlib(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

/** The error for bytes after the end of what was coded. */
export function leftOver(): Error {
  return new Error('bytes follow the end of the coded ones');
}
