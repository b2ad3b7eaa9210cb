// Begins a call: prepares its input, and hands it to the client.
import type { Endpoint } from './api-state.ts';
import type { OperationTrace } from './plugins.ts';
import { prepare, type GivenInput } from './prepare.ts';
import { Source } from './source.ts';
import type { PerCall } from './types.ts';

/**
 * Prepares a call and hands it to the client in the same turn of the event loop: whenever `$close()` runs, a call is either
 * among the preparations or in flight in the client.
 * @param trace filled in when the client begins the call
 * @param use sends the call
 * @throws ClosedError after `$close()`; OptionError for input that is refused; what `use` throws
 */
export async function begin<Result>(
  endpoint: Endpoint,
  input: GivenInput,
  perCall: PerCall,
  trace: OperationTrace,
  use: (source: Source) => Result,
): Promise<Awaited<Result>> {
  const { preparations } = endpoint.api;
  preparations.begin();
  let result: Result;
  try {
    result = use(new Source(endpoint, await prepare(endpoint, input, perCall, trace)));
  } finally {
    preparations.end();
  }
  return await result;
}
