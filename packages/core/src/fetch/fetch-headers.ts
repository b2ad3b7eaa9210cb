// The headers of a Response of `client.fetch`.
import type { HttpHeaders } from '../headers/headers.ts';
import { platform } from '../request/body/platform-classes.ts';

let makeHeaders: (() => Headers) | undefined;

/**
 * Creates the class of immutable headers, and returns a function that creates instances. The class is created on first use,
 * since `Headers` belongs to Node's own copy of undici, which `import 'sluice'` must not load.
 */
function immutableHeaders(): () => Headers {
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
  return new TypeError(
    'immutable: the headers of a received response cannot be changed; copy them with new Headers(response.headers)',
  );
}

/** Converts received headers. @throws TypeError if fetch does not allow one of the headers */
export function toFetchHeaders(received: HttpHeaders): Headers {
  makeHeaders ??= immutableHeaders();
  const headers = makeHeaders();
  // oxlint-disable-next-line typescript/unbound-method -- called with the headers that are filled
  const { append } = platform().Headers.prototype;
  const flat = received.raw();
  for (let index = 0; index < flat.length; index += 2) {
    Reflect.apply(append, headers, [flat[index], flat[index + 1]]);
  }
  return headers;
}
