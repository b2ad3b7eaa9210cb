// The header `referer` of a fetch, by its referrer policy (Referrer Policy, sections 3 and 8).

/** The referrer policies. A caller may also give an empty string, for the default. */
export const POLICIES: ReadonlySet<string> = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);

const DEFAULT_POLICY = 'strict-origin-when-cross-origin';

/** The longest referrer, in characters. A longer one is cut to its origin. */
const MAX_REFERRER_LENGTH = 4_096;

/** The last known policy of the header `referrer-policy`; undefined if the header has no known policy. */
export function policyIn(header: string | null): string | undefined {
  const tokens = (header ?? '').split(',').map((token) => token.trim());
  return tokens.findLast((token) => POLICIES.has(token));
}

/**
 * The value of the header `referer`; undefined if the header is not sent.
 * @param referrer the referring page
 * @param policy a referrer policy; empty for the default
 * @param target the URL of the request
 */
export function refererOf(referrer: URL, policy: string, target: URL): string | undefined {
  // A URL of another scheme is of no use to a server.
  if (referrer.protocol !== 'http:' && referrer.protocol !== 'https:') return undefined;
  const origin = `${referrer.origin}/`;
  const stripped = withoutSecrets(referrer);
  const full = stripped.length > MAX_REFERRER_LENGTH ? origin : stripped;
  const isSame = referrer.origin === target.origin;
  const isDowngrade = isTrustworthy(referrer) && !isTrustworthy(target);
  switch (policy === '' ? DEFAULT_POLICY : policy) {
    case 'no-referrer':
      return undefined;
    case 'origin':
      return origin;
    case 'unsafe-url':
      return full;
    case 'same-origin':
      return isSame ? full : undefined;
    case 'origin-when-cross-origin':
      return isSame ? full : origin;
    case 'strict-origin':
      return isDowngrade ? undefined : origin;
    case 'no-referrer-when-downgrade':
      return isDowngrade ? undefined : full;
    default:
      if (isSame) return full;
      return isDowngrade ? undefined : origin;
  }
}

function withoutSecrets(referrer: URL): string {
  const url = new URL(referrer);
  url.username = url.password = url.hash = '';
  return url.href;
}

/** Whether traffic with this URL cannot be read in transit (Secure Contexts, "potentially trustworthy"). */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:' || hostname === '[::1]') return true;
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return /^127(?:\.\d+){3}$/.test(hostname);
}
