// What decides about the redirects of a call beside the plugin that follows them.

/** A redirect that is about to be followed. */
export interface Redirection {
  /** Where to, with user and password if the server named them. */
  readonly target: URL;
  /** The method of the request that is sent there. */
  readonly method: string;
  /** The header `referrer-policy` of the redirect; null without it. */
  readonly referrerPolicy: string | null;
}

/** Rules for the redirects of one call. */
export interface RedirectRules {
  /**
   * Called before a redirect is followed.
   * @returns headers for the next request, over those that it has; null removes one
   * @throws RedirectError if it must not be followed
   */
  onRedirect(redirection: Redirection): Readonly<Record<string, string | null>>;
}
