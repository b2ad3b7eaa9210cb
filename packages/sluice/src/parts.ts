import { OptionError, redirect } from '@sluice/core';
import { option, refuse, type AnyPlugin, type CallOption } from '@sluice/core/plugin';
import type { AnyTransport } from '@sluice/core/transport';
import { gate } from '@sluice/gate';
import { sharedRegistry } from '@sluice/pool';
import { budgetOf, retry, type RetryOptions } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { attemptTimeout, deadline, watchdog } from '@sluice/watchdog';
import { givenFields } from './merge-options.ts';
import type { SluiceOptions } from './options.ts';
import { shareTransport, type SharedTransport } from './share-transport.ts';

const { isOptions } = option;

/** The built-in plugins of a client, and its transport. Those an extended client does not change, it shares. */
export interface Parts {
  readonly retry: AnyPlugin;
  readonly gate: AnyPlugin;
  readonly watchdog: AnyPlugin;
  readonly transport: SharedTransport;
}

/**
 * Makes the parts of a client.
 * @param changed the options that differ from those `base` was made with
 * @throws OptionError
 */
export function makeParts(options: SluiceOptions, changed: SluiceOptions, base: Parts | undefined): Parts {
  const keep = <Key extends keyof Parts>(part: Key, make: () => Parts[Key]): Parts[Key] =>
    base !== undefined && changed[part] === undefined ? base[part] : make();
  const carries = changed.transport ?? changed.pool ?? changed.registry;
  return {
    retry: keep('retry', () =>
      switchable('retry', options.retry, (given) =>
        retry({ ...sharedBudget(options, given), ...givenFields(given ?? {}) }),
      ),
    ),
    gate: keep('gate', () => switchable('gate', options.gate, gate)),
    watchdog: keep('watchdog', () => switchable('watchdog', options.watchdog, watchdog)),
    transport:
      base !== undefined && carries === undefined ? base.transport : shareTransport(makeTransport(options)),
  };
}

/** The plugins in the order of the pipeline: inside a stage the first is outermost. */
export function pluginsOf(parts: Parts, options: SluiceOptions): AnyPlugin[] {
  return [
    deadline(),
    redirect(),
    parts.retry,
    // The gate before the timeout, so that waiting in line is not counted to the attempt.
    parts.gate,
    attemptTimeout(),
    parts.watchdog,
    ...(options.plugins ?? []),
  ];
}

/** A plugin with an option of its own name; `false` leaves it out of every call that does not ask for it. */
function switchable<Options extends object>(
  name: string,
  given: Options | false | undefined,
  make: (options?: Options) => AnyPlugin,
): AnyPlugin {
  if (given !== false) {
    if (given !== undefined && !isOptions(given)) throw refuse(name, given, 'an object, or false');
    return make(given);
  }
  const plugin = make();
  const declared = plugin.callOptions?.[name] as CallOption<unknown>;
  const off = { ...declared, default: declared.parse(false, name) };
  return { ...plugin, callOptions: { ...plugin.callOptions, [name]: off } };
}

/**
 * The retry budget of the registry whose connections the client uses, so that all its clients together do not storm a
 * host. A client with connections of its own has a budget of its own, and so has one with a preset, which says what
 * budget it wants.
 */
function sharedBudget(
  { transport, pool, registry }: SluiceOptions,
  retry: RetryOptions = {},
): Pick<RetryOptions, 'budget'> {
  const shared = transport === undefined ? (registry ?? sharedRegistry()) : transport.registry;
  const apart = shared === undefined || pool !== undefined || retry.preset !== undefined;
  return apart ? {} : { budget: budgetOf(shared) };
}

function makeTransport(options: SluiceOptions): AnyTransport {
  const { transport, pool, registry } = options;
  const given = { transport, pool, registry };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  if (named.length > 1) {
    const names = named.map(([name]) => `'${name}'`).join(' and ');
    throw new OptionError(
      'transport',
      `give only one of the options 'transport', 'pool' and 'registry'; got ${names}`,
    );
  }
  if (transport !== undefined) return transport;
  return undiciTransport({ pool, registry });
}
