// The rules for the redirects of a call, which the plugin `redirect()` applies.

/** A redirect that is about to be followed. */
export interface Redirection {
  /** The URL to which it leads, with user and password if the server gave them. */
  readonly target: URL;
  /** The method of the next request. */
  readonly method: string;
  /** The header `referrer-policy` of the redirect; null without it. */
  readonly referrerPolicy: string | null;
}

/** Rules for the redirects of one call. */
export interface RedirectRules {
  /**
   * Called before a redirect is followed.
   * @returns headers to set on the next request; null removes a header
   * @throws RedirectError if the redirect must not be followed
   */
  onRedirect(redirection: Redirection): Readonly<Record<string, string | null>>;
}
