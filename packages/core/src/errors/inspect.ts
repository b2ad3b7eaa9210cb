// How objects appear in logs.
import { inspect } from 'node:util';

/** Defines how `util.inspect` and `console.log` show the instances of a class. */
export function showAs<Instance extends object>(
  type: { readonly prototype: Instance },
  show: (instance: Instance) => string,
): void {
  Object.defineProperty(type.prototype, inspect.custom, {
    value(this: Instance): string {
      return show(this);
    },
  });
}
