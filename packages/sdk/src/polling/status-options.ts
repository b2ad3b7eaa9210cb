// The options of status requests of a long-running operation.
import { option } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';

/** The options that concern only the request that starts an operation. */
type OfStart = 'body' | 'json' | 'form' | 'idempotencyKey' | 'onUploadProgress' | 'signal';

/** The options of a status request, from those of the start: without its body and without the methods of its retries. */
export function statusOptions<Options extends SluiceCallOptions>({
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
  // `methods` allows the start to be retried; a status request is a GET.
  const { methods: _methods, ...rules } = retry;
  return rules;
}
