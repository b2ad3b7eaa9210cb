// Calls hooks of the caller, which may never settle.
import type { Scope } from '@sluice/core/plugin';

/**
 * Calls a hook and waits for its result, but not beyond the abort of the scope.
 * @throws the reason of the abort; the error of the hook
 */
export function runHook<Result>(scope: Scope, hook: () => Result | PromiseLike<Result>): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const listener = { onAbort: reject };
    scope.addAbortListener(listener);
    new Promise<Result>((settle) => settle(hook()))
      .then(resolve, reject)
      .finally(() => scope.removeAbortListener(listener));
  });
}
