// Checks of callers' functions that are not awaited: a promise is refused, or its rejection becomes a warning.
import { OptionError } from './option-error.ts';

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

/**
 * Returns the result of a caller's function that must be synchronous, since the result is used at once.
 * @param path the option that has the function
 * @throws OptionError for a promise; a rejection of that promise is ignored
 */
export function requireSync<Value>(returned: Value, path: string): Value {
  if (!isThenable(returned)) return returned;
  returned.then(undefined, () => undefined);
  throw new OptionError(
    path,
    `option '${path}' must not be async: its result is used at once, so return a value instead of a promise`,
  );
}

/**
 * Watches the result of a caller's function that only observes: the result is not used, but if it is a promise that rejects,
 * the process emits a warning.
 * @param name the name of the function, for the warning
 */
export function watchObserver(returned: unknown, name: string): void {
  if (isThenable(returned)) returned.then(undefined, (error: unknown) => warnOfObserver(error, name));
}

/** The names of the functions whose failure was reported: each is reported once. */
const warned = new Set<string>();

/** Reports the failure of a caller's function that must not fail a call: one warning of the process for each function. */
export function warnOfObserver(cause: unknown, name: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  const kind = cause instanceof Error ? cause.name : typeof cause;
  const warning = new Error(`'${name}' failed with ${kind}, which fails no call (see the cause)`, {
    cause,
  });
  process.emitWarning(Object.assign(warning, { name: 'Warning', code: 'SLUICE_CALLBACK' }));
}
