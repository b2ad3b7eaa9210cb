// The Fetch standard's rules for the hops of a fetch: `origin` and `referer` of each request, and refused redirects.
import { RedirectError } from '../errors/redirect-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { targetUrl } from '../request/target.ts';
import type { Redirection, RedirectRules } from '../lifecycle/redirect-rules.ts';
import { policyIn, refererOf } from './referrer.ts';

/** The members of RequestInit that affect the hops of a fetch. */
export interface HopMembers {
  readonly mode: string;
  /** The referring page, if there is one. */
  readonly referrer: URL | undefined;
  /** A referrer policy; empty for the default. */
  readonly referrerPolicy: string;
  /** The origin of the caller; undefined outside a browser, unless a program states one. */
  readonly origin: URL | undefined;
}

type Changes = Record<string, string | null>;

/** How much of a response its caller may see ("response tainting"). */
type Tainting = 'basic' | 'cors' | 'opaque';

/** The hops of one fetch: its first request, and one request per redirect. */
export class FetchHops implements RedirectRules {
  readonly #url: string;
  readonly #base: URL | undefined;
  readonly #members: HopMembers;
  /** The referrer as the previous hop sent it (Fetch standard, main fetch, step 8). */
  #referrer: URL | undefined;
  #policy: string;
  #tainting: Tainting = 'basic';

  /**
   * @param url the URL of the first request
   * @param base the `baseUrl` of the client
   */
  constructor(url: string, base: URL | undefined, members: HopMembers) {
    this.#url = url;
    this.#base = base;
    this.#members = members;
    this.#referrer = members.referrer;
    this.#policy = members.referrerPolicy;
  }

  /** `cors` from the first redirect to another origin on, or `opaque` in the mode `no-cors`. */
  get tainting(): Tainting {
    return this.#tainting;
  }

  /** The headers of the first request that depend on its target; undefined if it needs no such header. */
  first(method: string): Changes | undefined {
    const { referrer, origin } = this.#members;
    if (referrer === undefined && origin === undefined) return undefined;
    const target = targetUrl(this.#url, this.#base);
    return target === undefined ? undefined : this.#headers(target, method);
  }

  onRedirect({ target, method, referrerPolicy }: Redirection): Changes {
    const { mode, origin } = this.#members;
    if (target.origin !== targetUrl(this.#url, this.#base)?.origin && this.#tainting === 'basic') {
      if (mode === 'same-origin') throw refused(target, "the mode is 'same-origin'");
      this.#tainting = mode === 'no-cors' ? 'opaque' : 'cors';
    }
    const isOther = mode === 'cors' && origin?.origin !== target.origin;
    if ((target.username !== '' || target.password !== '') && (isOther || this.#tainting === 'cors')) {
      throw refused(target, 'it includes credentials');
    }
    this.#policy = policyIn(referrerPolicy) ?? this.#policy;
    return this.#headers(target, method);
  }

  #headers(target: URL, method: string): Changes {
    const { referrer, origin } = this.#members;
    const changes: Changes = {};
    if (referrer !== undefined) {
      const from = this.#referrer;
      const sent = from === undefined ? undefined : refererOf(from, this.#policy, target);
      this.#referrer = sent === undefined ? undefined : new URL(sent);
      changes['referer'] = sent ?? null;
    }
    if (origin !== undefined) changes['origin'] = this.#originFor(origin, target, method);
    return changes;
  }

  /** Fetch standard, "append a request `Origin` header". */
  #originFor(origin: URL, target: URL, method: string): string | null {
    if (this.#tainting === 'cors') return origin.origin;
    if (method === 'GET' || method === 'HEAD') return null;
    const isDowngrade = origin.protocol === 'https:' && target.protocol !== 'https:';
    const isHidden =
      this.#policy === 'no-referrer' ||
      (this.#policy === 'same-origin' && origin.origin !== target.origin) ||
      (!/^(?:same-origin|origin|origin-when-cross-origin|unsafe-url)$/.test(this.#policy) && isDowngrade);
    return isHidden ? 'null' : origin.origin;
  }
}

function refused(target: URL, reason: string): RedirectError {
  return new RedirectError(`redirected to ${safeUrl(target)}, which must not be followed: ${reason}`);
}
