// The loopback addresses of the origin.

/** The loopback address with this index; index 0 is 127.0.0.1. */
export function loopback(index: number): string {
  return `127.0.${Math.floor(index / 254)}.${(index % 254) + 1}`;
}
