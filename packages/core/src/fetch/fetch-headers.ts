// The headers of a Response of `client.fetch`.
import type { HttpHeaders } from '../headers/headers.ts';

// oxlint-disable-next-line typescript/unbound-method -- called with the headers that are filled
const { append } = Headers.prototype;

/** A class whose methods may be overridden: the types of Node.js declare them as properties. */
const Base = Headers as unknown as new () => object;

/** The headers of a received response: they cannot be changed. */
class ReceivedHeaders extends Base {
  append(): never {
    throw immutable();
  }

  delete(): never {
    throw immutable();
  }

  set(): never {
    throw immutable();
  }
}

function immutable(): TypeError {
  return new TypeError('immutable: the headers of a received response cannot be changed');
}

/** @throws TypeError if fetch does not allow one of the headers */
export function toFetchHeaders(received: HttpHeaders): Headers {
  const headers = new ReceivedHeaders();
  const flat = received.raw();
  for (let index = 0; index < flat.length; index += 2) {
    Reflect.apply(append, headers, [flat[index], flat[index + 1]]);
  }
  return headers as unknown as Headers;
}
