import { originOf } from './origin.ts';

/**
 * Where a request goes: an origin and a path. The URL object, dear to make, is there for whoever asks for it; what
 * carries the request needs the two strings alone.
 */
export class Location {
  /** The path with its query, as the request line has it. */
  readonly path: string;
  #origin: string | undefined;
  #url: URL | undefined;

  private constructor(path: string, origin: string | undefined, url: URL | undefined) {
    this.path = path;
    this.#origin = origin;
    this.#url = url;
  }

  /** The location of a URL. */
  static ofUrl(url: URL): Location {
    return new Location(url.pathname + url.search, undefined, url);
  }

  /** The location of an origin and a path that a URL parser would leave as they are; see {@link isPlainPath}. */
  static ofParts(origin: string, path: string): Location {
    return new Location(path, origin, undefined);
  }

  /** For example `https://example.com`. */
  get origin(): string {
    return (this.#origin ??= originOf(this.url));
  }

  /** The absolute URL. Must not be changed. */
  get url(): URL {
    return (this.#url ??= new URL(this.origin + this.path));
  }
}

/** Characters that the WHATWG URL parser leaves alone in a path; in a query also `/`, `?` and what is escaped. */
const PLAIN = /[\w\-~!$&()*+,;=:@.]/;
const QUERY = /^[\w\-~!$&()*+,;=:@./?%]+$/;

/** Whether a character is {@link PLAIN}, by its code. */
const plain: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  PLAIN.test(String.fromCharCode(code)),
);

const SLASH = 47;
const DOT = 46;
const QUESTION = 63;

/**
 * Whether a path, with its query, comes out of a URL parser as it went in: no segment begins with a dot or holds a `%`, so
 * that `..` and `%2e%2e` are the parser's affair. Character by character, which takes a quarter of the time of a pattern.
 */
export function isPlainPath(path: string): boolean {
  let last = 0;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (last === 0) {
      if (code !== SLASH) return false;
    } else if (code === QUESTION) {
      return QUERY.test(path.slice(index + 1));
    } else if (code !== SLASH && (plain[code] !== true || (code === DOT && last === SLASH))) {
      return false;
    }
    last = code;
  }
  return last !== 0;
}
