import type { Dispatcher } from 'undici';

/**
 * What undici is told of a request. Its instances have nothing of `Object.prototype`, so that a polluted one cannot set
 * an option of undici's.
 */
export class DispatchOptions implements Dispatcher.DispatchOptions {
  method: string;
  path: string;
  headers: string[];
  /** Whether to send `connection: close`. Said in so many words for HEAD, after which undici would close by default. */
  reset: boolean;
  body: Uint8Array | null = null;

  constructor(method: string, path: string, headers: string[], reset: boolean) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.reset = reset;
  }

  /**
   * The same for all, whatever the request's host is: undici asks another connection for a request of another name, and
   * TLS is up when it gets the socket.
   */
  get servername(): string {
    return 'pooled';
  }

  /** The first value of a header. @param name in lower case; those of the request may be in any */
  get(name: string): string | null {
    const list = this.headers;
    for (let index = 0; index < list.length; index += 2) {
      const given = list[index] as string;
      if (given.length === name.length && given.toLowerCase() === name) return list[index + 1] as string;
    }
    return null;
  }
}

Object.setPrototypeOf(DispatchOptions.prototype, null);
