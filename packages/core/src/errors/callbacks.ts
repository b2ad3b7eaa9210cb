// Functions of the caller that are not awaited: what happens if they are async, or fail where no call can.
import { OptionError } from './option-error.ts';

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

/**
 * What a function of the caller returned that decides at once.
 * @param path the option of the function
 * @throws OptionError for a promise, in place of what the promise may reject with
 */
export function atOnce<Value>(returned: Value, path: string): Value {
  if (!isThenable(returned)) return returned;
  returned.then(undefined, () => undefined);
  throw new OptionError(path, `option '${path}' must not be async: what it returns is used at once`);
}

/**
 * Watches what a function of the caller returned that only observes, so that its result is not used: if it is a promise that
 * rejects, that is a warning.
 * @param name of the function, for the warning
 */
export function watchObserver(returned: unknown, name: string): void {
  if (isThenable(returned)) returned.then(undefined, (error: unknown) => warnOfObserver(error, name));
}

/** The functions that there was a warning of. */
const warned = new Set<string>();

/** A function of the caller failed where no call can fail: a warning of the process, once for each function. */
export function warnOfObserver(cause: unknown, name: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  const kind = cause instanceof Error ? cause.name : typeof cause;
  const warning = new Error(`'${name}' failed with ${kind}, which no call reports (see the cause)`, {
    cause,
  });
  process.emitWarning(Object.assign(warning, { name: 'Warning', code: 'SLUICE_CALLBACK' }));
}
