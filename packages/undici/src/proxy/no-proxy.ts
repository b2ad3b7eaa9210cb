// Hosts that are reached without a proxy (`NO_PROXY`).
import net from 'node:net';

/** An entry of a list: returns true if it covers a host (canonical, without brackets and last dot) and port. */
type Entry = (host: string, port: number) => boolean;

/**
 * A list of hosts that are reached without a proxy, as in `NO_PROXY`. The rules are those of Go:
 * - entries are separated by commas or white space; case and a last dot are ignored;
 * - `example.com` covers itself and its subdomains, `.example.com` and `*.example.com` only the subdomains;
 * - an address, in any spelling that URLs accept, covers that address, `10.0.0.0/8` a block; `::ffff:10.0.0.1` is 10.0.0.1;
 * - `:8080` at the end limits an entry to a port; `*` alone covers everything.
 *
 * Any other entry, such as an address with a zone, covers nothing.
 */
export class NoProxyList {
  readonly #entries: readonly Entry[];

  /** @param text the list */
  constructor(text: string) {
    this.#entries = text
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map(entryOf);
  }

  /** True if a URL is reached without a proxy. */
  covers(url: URL): boolean {
    const host = canonical(url.hostname);
    const port = portOf(url);
    return this.#entries.some((covers) => covers(host, port));
  }
}

/** True if a URL names this machine: `localhost`, 127.0.0.0/8, ::1, 0.0.0.0 or ::. */
export function isLoopback(url: URL): boolean {
  const host = canonical(url.hostname);
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (net.isIPv4(host)) return host.startsWith('127.') || host === '0.0.0.0';
  return host === '::1' || host === '::';
}

/** The port of a URL; without a port, the default of its scheme. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

const NOTHING: Entry = () => false;

function entryOf(raw: string): Entry {
  if (raw === '*') return () => true;
  const block = blockOf(raw);
  if (block !== undefined) return block;
  const { name, port } = splitPort(raw);
  const subdomainsOnly = name.startsWith('.') || name.startsWith('*.');
  const host = parseHost(subdomainsOnly ? name.slice(name.indexOf('.') + 1) : name);
  if (host === undefined) return NOTHING;
  const suffix = `.${host}`;
  const address = net.isIP(host) !== 0;
  if (address && subdomainsOnly) return NOTHING;
  return (other, otherPort) =>
    (port === undefined || port === otherPort) &&
    ((!subdomainsOnly && other === host) || (!address && other.endsWith(suffix)));
}

/** `address/bits`, the address with or without brackets. */
function blockOf(raw: string): Entry | undefined {
  const found = /^\[?([0-9a-f.:]+)\]?\/(\d{1,3})$/i.exec(raw);
  if (found === null) return undefined;
  const address = found[1] as string;
  const family = net.isIP(address);
  const bits = Number(found[2]);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return NOTHING;
  const list = new net.BlockList();
  list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return (host) => {
    const kind = net.isIP(host);
    return kind !== 0 && list.check(host, kind === 4 ? 'ipv4' : 'ipv6');
  };
}

/** An entry without the port at its end, if it has one. */
function splitPort(raw: string): { readonly name: string; readonly port: number | undefined } {
  if (net.isIPv6(raw)) return { name: raw, port: undefined };
  const found = /^(.*):(\d{1,5})$/.exec(raw);
  if (found === null) return { name: raw, port: undefined };
  return { name: found[1] as string, port: Number(found[2]) };
}

/** A host as in a URL; undefined if no URL can have it. */
function parseHost(name: string): string | undefined {
  if (name === '' || /[/?#@\\%]/.test(name)) return undefined;
  const url = `http://${net.isIPv6(name) ? `[${name}]` : name}/`;
  return URL.canParse(url) ? canonical(new URL(url).hostname) : undefined;
}

/** A host without brackets and last dot; an IPv4-mapped IPv6 address as IPv4. */
function canonical(hostname: string): string {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.replace(/\.$/, '');
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(bare);
  if (mapped === null) return bare;
  const high = Number.parseInt(mapped[1] as string, 16);
  const low = Number.parseInt(mapped[2] as string, 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
