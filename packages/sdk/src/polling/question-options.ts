// The options of a question about a long-running operation.
import { option } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';

/** What concerns the request that starts an operation, and no question about it. */
type OfStart = 'body' | 'json' | 'form' | 'idempotencyKey' | 'onUploadProgress' | 'signal';

/** The options of a question, from those of the start: without its body, and with its retries, of any method. */
export function questionOptions<Options extends SluiceCallOptions>({
  body: _body,
  json: _json,
  form: _form,
  idempotencyKey: _key,
  onUploadProgress: _progress,
  signal: _signal,
  retry,
  ...rest
}: Options): Omit<Options, OfStart | 'retry'> & Pick<SluiceCallOptions, 'retry'> {
  return { ...rest, ...(retry !== undefined && { retry: retriesOf(retry) }) };
}

function retriesOf(retry: SluiceCallOptions['retry']): SluiceCallOptions['retry'] {
  if (!option.isOptions(retry)) return retry;
  // The methods are an allowance for the start.
  const { methods: _methods, ...rules } = retry;
  return rules;
}
