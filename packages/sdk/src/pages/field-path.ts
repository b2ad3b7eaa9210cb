// Fields of JSON values, named by paths such as `meta.next`.

/** The value at a path; undefined if a part of it is missing. Only own fields are read. */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[name];
  }
  return current;
}

/** A copy of an object with the value at a path changed; missing objects on the way are created. */
export function withValueAt(object: unknown, path: string, value: unknown): unknown {
  const [name = '', ...rest] = path.split('.');
  const base = typeof object === 'object' && object !== null ? object : {};
  const inner = Object.hasOwn(base, name) ? (base as Record<string, unknown>)[name] : undefined;
  const changed = rest.length === 0 ? value : withValueAt(inner, rest.join('.'), value);
  return { ...base, [name]: changed };
}
