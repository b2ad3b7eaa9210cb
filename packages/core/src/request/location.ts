// The location of a request, with its URL object created on demand.
import { originOf } from './origin.ts';

/** The origin and the path of a request. Transports need only these strings; the URL object is created on demand. */
export class Location {
  /** The path with its query, as in the request line. */
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
    const { search } = url;
    return new Location(url.pathname + (search === '' ? emptyQueryOf(url) : search), undefined, url);
  }

  /** The location of an origin and a path that a URL parser would not change; see {@link isPlainPath}. */
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

/** `?` if a URL ends with an empty query, which `search` does not show. */
function emptyQueryOf({ href }: URL): string {
  const hash = href.indexOf('#');
  return href.charCodeAt((hash === -1 ? href.length : hash) - 1) === QUESTION ? '?' : '';
}

/** A character that the WHATWG URL parser does not change in a path. */
const PLAIN = /[\w\-~!$&()*+,;=:@.]/;
/** A query that the WHATWG URL parser does not change. */
const PLAIN_QUERY = /^[\w\-~!$&()*+,;=:@./?%]+$/;

/** Whether a character is {@link PLAIN}, by its code. */
const isPlain: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  PLAIN.test(String.fromCharCode(code)),
);

const SLASH = 47;
const DOT = 46;
const QUESTION = 63;

/**
 * Whether a URL parser would leave a path and its query unchanged. A segment that begins with a dot or contains a `%` is
 * not plain, so that `..` and `%2e%2e` go through the parser. The loop takes a quarter of the time of a regular expression.
 */
export function isPlainPath(path: string): boolean {
  let last = 0;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (last === 0) {
      if (code !== SLASH) return false;
    } else if (code === QUESTION) {
      return PLAIN_QUERY.test(path.slice(index + 1));
    } else if (code !== SLASH && (isPlain[code] !== true || (code === DOT && last === SLASH))) {
      return false;
    }
    last = code;
  }
  return last !== 0;
}
