// Parses the header `link` (RFC 8288).

/** A link of a response. */
export interface Link {
  /** The target, as sent: often relative. */
  readonly target: string;
  /** The relations, in lower case. */
  readonly relations: readonly string[];
  /** Whether the link starts at the resource of the response: it has no `anchor`. */
  readonly isOwn: boolean;
}

const SPACE = /[\t ]/;

/** Reads a header as RFC 8288 appendix B.2 says: a malformed link ends the list. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character; empty at the end. */
  get char(): string {
    return this.#text.charAt(this.#at);
  }

  skip(pattern: RegExp): void {
    while (this.char !== '' && pattern.test(this.char)) this.#at++;
  }

  /** Skips a character if it is the next. */
  take(char: string): boolean {
    if (this.char !== char) return false;
    this.#at++;
    return true;
  }

  /** The text up to one of the characters, or to the end. */
  until(pattern: RegExp): string {
    const start = this.#at;
    while (this.char !== '' && !pattern.test(this.char)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  /** Reads a quoted string after its opening quote. */
  quoted(): string {
    let text = '';
    while (this.char !== '' && !this.take('"')) {
      this.take('\\');
      text += this.char;
      this.#at++;
    }
    return text;
  }
}

/** The links of a header, up to the first malformed link. */
export function parseLinks(header: string): Link[] {
  const cursor = new Cursor(header);
  const links: Link[] = [];
  for (;;) {
    cursor.skip(/[\t ,]/);
    if (!cursor.take('<')) return links;
    const target = cursor.until(/>/);
    if (!cursor.take('>')) return links;
    const parameters = parseParameters(cursor);
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/[\t ]+/);
    links.push({
      target: target.trim(),
      relations: relations.filter((relation) => relation !== ''),
      isOwn: !parameters.has('anchor'),
    });
  }
}

/** The parameters of one link. If a name is repeated, the first counts. */
function parseParameters(cursor: Cursor): Map<string, string> {
  const parameters = new Map<string, string>();
  for (;;) {
    cursor.skip(SPACE);
    if (!cursor.take(';')) {
      // Skips undefined text between a link and the next comma.
      cursor.until(/,/);
      return parameters;
    }
    cursor.skip(SPACE);
    const name = cursor.until(/[\t =;,]/).toLowerCase();
    cursor.skip(SPACE);
    let value = '';
    if (cursor.take('=')) {
      cursor.skip(SPACE);
      value = cursor.take('"') ? cursor.quoted() : cursor.until(/[;,]/).trim();
    }
    if (name !== '' && !parameters.has(name)) parameters.set(name, value);
  }
}

/** The target of the first link with a relation; undefined without such a link. */
export function linkTo(header: string, relation: string): string | undefined {
  const wanted = relation.toLowerCase();
  return parseLinks(header).find(({ relations, isOwn }) => isOwn && relations.includes(wanted))?.target;
}
