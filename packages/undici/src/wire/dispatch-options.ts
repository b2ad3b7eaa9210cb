// The options with which undici sends a request.
import type { Dispatcher } from 'undici';

/**
 * A request in the form for undici's `dispatch()`. Instances do not inherit from `Object.prototype`, so that a polluted
 * prototype cannot set an option of undici.
 */
export class DispatchOptions implements Dispatcher.DispatchOptions {
  method: string;
  path: string;
  headers: string[];
  /** Whether to send `connection: close`. Set explicitly, since undici would close by default after HEAD. */
  reset: boolean;
  body: Uint8Array | null = null;
  /** A connection carries one exchange at a time: undici need not block it, and unblock it at the head of the response. */
  readonly blocking = false;

  constructor(method: string, path: string, headers: string[], reset: boolean) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.reset = reset;
  }

  /**
   * The same name for every request: undici would open another connection for another name, but TLS is already established
   * when undici receives the socket.
   */
  get servername(): string {
    return 'pooled';
  }

  /** The first value of a header; null if the request lacks it. @param name in lower case */
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
