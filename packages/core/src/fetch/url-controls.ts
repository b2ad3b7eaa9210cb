// Control characters in a URL, as the URL standard reads them.

/* oxlint-disable eslint/no-control-regex -- control characters are meant */
const CONTROL = /^ |[\u0000-\u001f\u007f]/;
const EDGES = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g;
const DROPPED = /[\t\n\r]/g;
const ENCODED = /[\u0000-\u001f\u007f]/g;
/* oxlint-enable eslint/no-control-regex */

/**
 * A URL, or a path below a `baseUrl`, without control characters, which a client refuses. They are removed or encoded as the
 * URL parser does it, before it is decided whether the text names another host.
 */
export function withoutControls(text: string): string {
  if (!CONTROL.test(text)) return text;
  return text.replace(EDGES, '').replace(DROPPED, '').replace(ENCODED, encodeURIComponent);
}
