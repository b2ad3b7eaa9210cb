// The header `referer` of a fetch, by its referrer policy (Referrer Policy, sections 3 and 8).

/** The referrer policies; a caller may also give the empty text, for the default. */
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

/** Longer referrers are cut to their origin, in characters. */
const LONGEST = 4_096;

/** The last policy of the header `referrer-policy` that is known; undefined if none is. */
export function policyIn(header: string | null): string | undefined {
  const tokens = (header ?? '').split(',').map((token) => token.trim());
  return tokens.findLast((token) => POLICIES.has(token));
}

/**
 * What is sent as `referer`; undefined for nothing.
 * @param referrer the page that refers
 * @param policy a referrer policy; empty for the default
 * @param target where the request goes
 */
export function refererOf(referrer: URL, policy: string, target: URL): string | undefined {
  // Another scheme has nothing that a server could use.
  if (referrer.protocol !== 'http:' && referrer.protocol !== 'https:') return undefined;
  const origin = `${referrer.origin}/`;
  const stripped = withoutSecrets(referrer);
  const full = stripped.length > LONGEST ? origin : stripped;
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

/** Whether what is sent there cannot be read on the way (Secure Contexts, "potentially trustworthy"). */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:' || hostname === '[::1]') return true;
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return /^127(?:\.\d+){3}$/.test(hostname);
}
