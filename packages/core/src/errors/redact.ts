// Text that is safe for messages and logs.

/**
 * A URL that is safe for messages and logs: without user info and fragment, and with every query value replaced by `…`,
 * since query strings carry tokens under names that no list can cover.
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
  return `${parsed.protocol}//${parsed.host}${hideIn(parsed.pathname)}${query}`;
}

/** A path with secret values: its pattern, and which groups of the pattern are secret. */
interface HiddenPath {
  readonly pattern: RegExp;
  readonly isSecret: readonly boolean[];
}

/** The paths with secret values, by their templates and parameter names. */
const hidden = new Map<string, HiddenPath>();

/**
 * Makes {@link safeUrl} show `…` in place of these values, from now on.
 * @param template the end of a path, such as `/reset/{token}`; `{+name}` may be several segments
 * @param names the parameters whose values are secret
 */
export function hidePathValues(template: string, names: readonly string[]): void {
  const isSecret = [false];
  let source = '^(.*?)';
  // Literal text and parameters, alternating.
  for (const part of template.split(/(\{[^{}]*\})/)) {
    const name = /^\{(\+?)(.*)\}$/.exec(part);
    isSecret.push(name !== null && names.includes(name[2] ?? ''));
    if (name === null) source += `(${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`;
    else source += name[1] === '' ? '([^/]+)' : '(.+)';
  }
  hidden.set(`${template} ${names.join(' ')}`, { pattern: new RegExp(`${source}$`), isSecret });
}

function hideIn(path: string): string {
  for (const { pattern, isSecret } of hidden.values()) {
    const found = pattern.exec(path);
    if (found !== null)
      return found
        .slice(1)
        .reduce((shown, part, index) => shown + (isSecret[index] === true ? '…' : part), '');
  }
  return path;
}

/** Text of the peer or the caller, made safe for one line of a log: control characters escaped, length limited. */
export function safeText(text: string, maxLength = 200): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  // oxlint-disable-next-line no-control-regex -- escaping control characters is the point
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
