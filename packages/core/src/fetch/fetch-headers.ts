// The headers of a Response of `client.fetch`.
import type { HttpHeaders } from '../headers/headers.ts';
import { platform } from '../request/body/platform-classes.ts';

let makeReceived: (() => Headers) | undefined;

/**
 * Returns the constructor of headers that cannot be changed. The class is created with the first of them: `Headers` belongs to
 * Node's own copy of undici, which `import 'sluice'` must not load.
 */
function receivedHeaders(): () => Headers {
  // The types of Node.js declare methods as properties, which a class may not override by methods.
  const Base = platform().Headers as unknown as new () => object;
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
  return () => new ReceivedHeaders() as unknown as Headers;
}

function immutable(): TypeError {
  return new TypeError('immutable: the headers of a received response cannot be changed');
}

/** @throws TypeError if fetch does not allow one of the headers */
export function toFetchHeaders(received: HttpHeaders): Headers {
  makeReceived ??= receivedHeaders();
  const headers = makeReceived();
  // oxlint-disable-next-line typescript/unbound-method -- called with the headers that are filled
  const { append } = platform().Headers.prototype;
  const flat = received.raw();
  for (let index = 0; index < flat.length; index += 2) {
    Reflect.apply(append, headers, [flat[index], flat[index + 1]]);
  }
  return headers;
}
