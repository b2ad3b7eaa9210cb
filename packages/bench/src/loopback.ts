/** The loopback address of a number, from 127.0.0.1 on. */
export function loopback(index: number): string {
  return `127.0.${Math.floor(index / 254)}.${(index % 254) + 1}`;
}
