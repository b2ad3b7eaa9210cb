import net from 'node:net';

/**
 * For transports: the name by which a host is asked for (SNI) and its certificate is checked: in lower case and without the
 * dot at the end that may mark it as complete. Empty for an address, which must not be asked for (RFC 6066 section 3).
 * @param host without brackets
 */
export function tlsNameOf(host: string): string {
  if (net.isIP(host) !== 0) return '';
  const name = host.toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
