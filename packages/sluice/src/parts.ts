// The parts of a client: the built-in plugins, in their order, and the transport.
import { hooks, OptionError, redirect } from '@sluice/core';
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

/** The parts of a client that an extended client shares unless it changes their options. */
export interface Parts {
  readonly retry: AnyPlugin;
  readonly gate: AnyPlugin;
  readonly watchdog: AnyPlugin;
  readonly transport: SharedTransport;
}

/**
 * Creates the parts of a client.
 * @param changed the options that differ from those of `base`
 * @throws OptionError for an invalid option
 */
export function makeParts(options: SluiceOptions, changed: SluiceOptions, base: Parts | undefined): Parts {
  const keep = <Key extends keyof Parts>(part: Key, create: () => Parts[Key]): Parts[Key] =>
    base !== undefined && changed[part] === undefined ? base[part] : create();
  const connections = changed.transport ?? changed.pool ?? changed.registry;
  return {
    retry: keep('retry', () =>
      switchable('retry', options.retry as RetryOptions | false | undefined, (given) =>
        retry({ ...sharedBudget(options, given), ...givenFields(given ?? {}) }),
      ),
    ),
    gate: keep('gate', () => switchable('gate', options.gate, gate)),
    watchdog: keep('watchdog', () => switchable('watchdog', options.watchdog, watchdog)),
    transport:
      base !== undefined && connections === undefined
        ? base.transport
        : shareTransport(makeTransport(options)),
  };
}

/** The plugins in the order of the pipeline. Within a stage, the first is outermost. */
export function pluginsOf(parts: Parts, options: SluiceOptions): AnyPlugin[] {
  return [
    deadline(),
    redirect(),
    parts.retry,
    hooks(),
    // The gate is outside the timeout, so that waiting in the gate does not count toward the attempt's limit.
    parts.gate,
    attemptTimeout(),
    parts.watchdog,
    ...(options.plugins ?? []),
  ];
}

/** Creates a plugin that has an option of the same name. `false` disables the plugin for calls that do not set the option. */
function switchable<Options extends object>(
  name: string,
  given: Options | false | undefined,
  create: (options?: Options) => AnyPlugin,
): AnyPlugin {
  if (given !== false) {
    if (given !== undefined && !isOptions(given))
      throw refuse(
        name,
        given,
        `an object${name === 'retry' ? ", a number for its field 'maxRetries'" : ''}, or false`,
      );
    return create(given);
  }
  const plugin = create();
  const declared = plugin.callOptions?.[name] as CallOption<unknown>;
  const off = { ...declared, default: declared.parse(false, name) };
  return { ...plugin, callOptions: { ...plugin.callOptions, [name]: off } };
}

/**
 * The retry budget of the client's registry, which limits the retries of all clients of the registry together. A client
 * with its own connections has its own budget, and so has a client with a preset, which sets the budget.
 */
function sharedBudget(
  { transport, pool, registry }: SluiceOptions,
  retry: RetryOptions = {},
): Pick<RetryOptions, 'budget'> {
  const shared = transport === undefined ? (registry ?? sharedRegistry()) : transport.registry;
  const hasOwnBudget = shared === undefined || pool !== undefined || retry.preset !== undefined;
  return hasOwnBudget ? {} : { budget: budgetOf(shared) };
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
