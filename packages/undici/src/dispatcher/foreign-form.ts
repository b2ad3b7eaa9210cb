// Forms created by Node.js, or by another copy of undici.
import { FormData } from 'undici';

/** The methods that forms of every copy have. */
type AnyForm = Iterable<readonly [name: string, value: string | Blob]>;

const METHODS = ['append', 'delete', 'get', 'getAll', 'has', 'set'] as const;

/** Whether a body is a form of any copy of undici, or of Node.js. */
export function isForm(body: unknown): body is AnyForm {
  if (typeof body !== 'object' || body === null) return false;
  const form = body as Record<string | symbol, unknown>;
  return (
    form[Symbol.toStringTag] === 'FormData' && METHODS.every((method) => typeof form[method] === 'function')
  );
}

/** Converts a form to one of the undici in use, which accepts no other. */
export function ownForm(form: AnyForm): FormData {
  if (form instanceof FormData) return form;
  const own = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') own.append(name, value);
    else own.append(name, value, (value as Blob & { readonly name?: string }).name);
  }
  return own;
}
