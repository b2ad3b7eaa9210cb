// The server name that TLS sends and verifies.
import net from 'node:net';

/**
 * For transports: the name that is sent as SNI and compared with the certificate: the host in lower case, without a final
 * dot. Empty for an address, which must not be sent as SNI (RFC 6066 section 3).
 * @param host a name or an address without brackets
 */
export function tlsNameOf(host: string): string {
  if (net.isIP(host) !== 0) return '';
  const name = host.toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
