// Extracts chosen operations from an OpenAPI document, with every component that they reference.

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** The parts of an OpenAPI document that an extract has. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonObject;
  readonly servers?: Json;
  /** Operations by path and method. */
  readonly paths: { readonly [path: string]: JsonObject };
  /** Components by kind, such as `schemas`, and name. */
  readonly components?: { readonly [kind: string]: JsonObject };
}

/** Members whose keys are names of the API, which may look like keywords. */
const NAMED = new Set(['callbacks', 'content', 'encoding', 'headers', 'links', 'properties', 'responses']);

/**
 * Extracts the operations with a tag, and the components that they reference. Examples and extensions (`x-…`) are left out.
 * @throws Error if no operation has the tag, or a referenced component is missing
 */
export function extractOperations(document: OpenApiDocument, tag: string): OpenApiDocument {
  const paths: Record<string, JsonObject> = {};
  for (const [path, item] of Object.entries(document.paths)) {
    const chosen = Object.entries(item).filter(([, operation]) => hasTag(operation, tag));
    if (chosen.length > 0) paths[path] = trimmed(Object.fromEntries(chosen)) as JsonObject;
  }
  if (Object.keys(paths).length === 0) throw new Error(`no operation has the tag '${tag}'`);

  const reached = new Map<string, Json>();
  const pending: Json[] = [paths];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const reference of referencesOf(value)) {
      if (reached.has(reference)) continue;
      const [kind, name] = placeOf(reference);
      const component = document.components?.[kind]?.[name];
      if (component === undefined) throw new Error(`the document has no ${reference}`);
      const kept = trimmed(component);
      reached.set(reference, kept);
      pending.push(kept);
    }
  }

  const components: Record<string, Record<string, Json>> = {};
  for (const [reference, component] of [...reached].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [kind, name] = placeOf(reference);
    (components[kind] ??= {})[name] = component;
  }
  const { openapi, servers = [] } = document;
  return { openapi, info: trimmed(document.info) as JsonObject, servers, paths, components };
}

function hasTag(operation: Json, tag: string): boolean {
  const { tags } = isObject(operation) ? operation : {};
  return Array.isArray(tags) && tags.includes(tag);
}

/** `#/components/schemas/issue` is `['schemas', 'issue']`. */
function placeOf(reference: string): [kind: string, name: string] {
  const [, kind, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(reference) ?? [];
  if (kind === undefined || name === undefined)
    throw new Error(`${reference} is not the name of a component`);
  return [kind, name];
}

function* referencesOf(value: Json): Generator<string> {
  if (!isObject(value)) {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* referencesOf(item);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === '$ref' && typeof member === 'string') yield member;
    else yield* referencesOf(member);
  }
}

/** The value without examples and extensions, which do not affect types. */
function trimmed(value: Json, isNamed = false): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => trimmed(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([name]) => isNamed || !(name === 'example' || name === 'examples' || name.startsWith('x-')),
  );
  return Object.fromEntries(
    kept.map(([name, member]) => [name, trimmed(member, !isNamed && NAMED.has(name))]),
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
