// Recognizes FormData without loading Node's own copy of undici.

/**
 * Whether a value is a FormData. The global `FormData` belongs to Node's own copy of undici, which takes 10 ms to load and is
 * not otherwise needed: the tag is compared first.
 */
export function isForm(value: unknown): value is FormData {
  if (typeof value !== 'object' || value === null) return false;
  return (value as Partial<FormData>)[Symbol.toStringTag] === 'FormData' && value instanceof FormData;
}
