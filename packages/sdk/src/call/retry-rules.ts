// Decides by the idempotency of an operation whether its calls may be sent again.
import { IDEMPOTENT_METHODS, type Repeats } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';
import type { Idempotency } from '../declare/declaration.ts';
import type { PerCall } from './types.ts';

/** The rules on sending a call again. */
export interface RepeatRules {
  /** Options of the client. */
  readonly options: Pick<SluiceCallOptions, 'retry' | 'idempotencyKey'>;
  /** Whether the operation allows its request to be sent again; undefined: the rules of the client decide. */
  readonly repeats: Repeats | undefined;
}

/**
 * The rules on sending a call again.
 * @param declared the idempotency of the operation; undefined: the method decides
 * @param perCall the options of the call; an option within `client` overrides the same option beside it
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
  // The caller names the methods to retry, which decides for this call.
  const isDecided = typeof retry === 'object' && retry.methods !== undefined;
  return { options, repeats: isDecided ? undefined : repeatsOf(method, declared) };
}

function repeatsOf(method: string, declared: Idempotency | undefined): Repeats | undefined {
  if (declared === 'safe') return 'allowed';
  // The client sees the idempotency key of `key` and allows a repeat; a call without a key is a write like any other.
  if (declared !== undefined) return 'forbidden';
  return IDEMPOTENT_METHODS.has(method) ? undefined : 'forbidden';
}
