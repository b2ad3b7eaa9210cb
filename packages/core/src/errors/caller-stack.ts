// Extends the stack of an error by the functions that await the rejected promise.
import { errorBrand } from './base.ts';

/** The functions that resolve and reject a promise. */
export interface Resolvers {
  resolve(failing: Promise<never>): void;
  reject(error: unknown): void;
}

const SETTLED = Promise.resolve();

/** A frame outside Node.js. Tools that map stacks to sources may drop the word `async` from it. */
const FRAME = /^ {4}at (?!.*\bnode:internal)/;

/**
 * Rejects a promise so that the stack of an error of this project names the functions that await the promise. An error of a
 * socket is created while no function of the caller is on the stack. V8 can list the functions that await a promise, but
 * only within an async function that settles the promise, so the promise is resolved with that of an async function that
 * throws. Fulfilled promises cost nothing.
 */
export function rejectTraced(promise: Resolvers, error: unknown): void {
  if (isTraceable(error)) promise.resolve(failTraced(error));
  else promise.reject(error);
}

/** Whether frames may be added: those of an abort reason belong to the caller. */
function isTraceable(error: unknown): error is Error {
  return errorBrand(error) !== undefined && Object.isExtensible(error);
}

async function failTraced(error: Error): Promise<never> {
  // The rejected promise follows the promise of this function only after one turn of the microtask queue.
  await SETTLED;
  await SETTLED;
  addCallers(error);
  throw error;
}

function addCallers(error: Error): void {
  const here: { readonly stack?: unknown } = {};
  Error.captureStackTrace(here, failTraced);
  // `Error.prepareStackTrace` may return anything.
  if (typeof here.stack !== 'string' || typeof error.stack !== 'string') return;
  const callers = here.stack.split('\n').filter((line) => FRAME.test(line) && !error.stack?.includes(line));
  if (callers.length > 0) error.stack = [error.stack, ...callers].join('\n');
}
