/**
 * A URL fit for messages and logs: no user info, no fragment, and every query value replaced by `…`,
 * since tokens travel in query strings under names nobody can list.
 */
export function safeUrl(url: URL | string): string {
  let parsed: URL;
  try {
    parsed = typeof url === 'string' ? new URL(url) : url;
  } catch {
    return '(invalid URL)';
  }
  let query = '';
  for (const name of parsed.searchParams.keys()) {
    query += `${query === '' ? '?' : '&'}${encodeURIComponent(name)}=…`;
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query}`;
}

/** Text that came from the peer or the caller, made safe for one line of a log: controls escaped, length bounded. */
export function safeText(text: string, maxLength = 200): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  // oxlint-disable-next-line no-control-regex -- escaping control characters is the point
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
