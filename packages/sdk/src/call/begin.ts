// The beginning of a call: its input is prepared, and it is passed on.
import type { Endpoint } from './api-state.ts';
import type { OperationTrace } from './plugins.ts';
import { prepare, type GivenInput } from './prepare.ts';
import { Source } from './source.ts';
import type { PerCall } from './types.ts';

/**
 * Prepares a call and passes it on in the same turn, so that `$close()` finds it either in preparation or at its client.
 * @param trace filled in when the client begins the call
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
