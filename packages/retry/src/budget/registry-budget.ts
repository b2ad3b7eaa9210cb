// The retry budget that all clients of a registry share.
import type { AgentRegistry } from '@sluice/core';
import type { RetryBudget } from './budget.ts';
import { parseTokenBudget, TokenBudget, type TokenBudgetOptions } from './token-budget.ts';

/** A budget as an entry of a registry. It has nothing to close. */
class RegistryBudget extends TokenBudget {
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * The budget that all clients of a registry share, even clients with different plugin objects. The first access creates
 * it with these options.
 * @throws ClosedError when the registry is closed, OptionError for an unknown option or a bad value.
 */
export function budgetOf(registry: AgentRegistry, options: TokenBudgetOptions = {}): RetryBudget {
  return registry.entry('retry-budget', () => new RegistryBudget(parseTokenBudget(options, 'budget')));
}
