// Text that is safe for messages and logs.

/**
 * A URL that is safe for messages and logs: without user info and fragment, and with every query value replaced by `…`,
 * since query strings carry tokens under names that no list has.
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

/** Text of the peer or the caller, made safe for one line of a log: control characters escaped, length limited. */
export function safeText(text: string, maxLength = 200): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  // oxlint-disable-next-line no-control-regex -- escaping control characters is the point
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
