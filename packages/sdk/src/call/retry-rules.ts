// Retries of an operation: its idempotency decides whether it may be sent again.
import { IDEMPOTENT_METHODS, type Repeats } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';
import type { Idempotency } from '../declare/declaration.ts';
import type { PerCall } from './types.ts';

/** What decides whether a call may be sent again. */
export interface RepeatRules {
  /** Options of the client. */
  readonly options: Pick<SluiceCallOptions, 'retry' | 'idempotencyKey'>;
  /** What the operation says of sending its request again; undefined: the rules of the client decide. */
  readonly repeats: Repeats | undefined;
}

/**
 * @param declared undefined: by the method
 * @param perCall of which `client` comes before the options beside it
 */
export function repeatRules(
  method: string,
  declared: Idempotency | undefined,
  { client, ...beside }: Pick<PerCall, 'retry' | 'idempotencyKey' | 'client'>,
): RepeatRules {
  const { retry = beside.retry, idempotencyKey = beside.idempotencyKey } = client ?? {};
  const key = idempotencyKey ?? (declared === 'key' ? true : declared === 'none' ? false : undefined);
  const options = {
    ...(key !== undefined && { idempotencyKey: key }),
    ...(retry !== undefined && { retry }),
  };
  // Methods that the caller of this call names are an allowance.
  const isDecided = typeof retry === 'object' && retry.methods !== undefined;
  return { options, repeats: isDecided ? undefined : repeatsOf(method, declared) };
}

function repeatsOf(method: string, declared: Idempotency | undefined): Repeats | undefined {
  if (declared === 'safe') return 'allowed';
  // With its key, the request of such an operation can be sent again; without, it is a write like any other.
  if (declared !== undefined) return 'forbidden';
  return IDEMPOTENT_METHODS.has(method) ? undefined : 'forbidden';
}
