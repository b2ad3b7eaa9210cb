// Declarations of options: a parser and a default per name, from which the types derive.
import type { OptionParser, OptionParsers } from './parsers.ts';

/** The declaration of one option. */
export interface CallOption<Parsed, Given = Parsed> {
  /** Checks and converts the value that a caller gives. */
  readonly parse: OptionParser<Parsed>;
  /** The default, in the form that `parse` returns. */
  readonly default: Parsed;
  /** Never set: carries the type of the value that a caller gives. */
  readonly given?: Given;
}

/** An option that is an object whose fields are declared by several parts of a client, such as `timeout`. */
export interface OptionGroup<Fields extends object = object> {
  /** A {@link CallOption} per field. */
  readonly fields: Fields;
  /** The field that a bare number sets: `timeout: 5_000` is `timeout: { total: 5_000 }`. Default: none. */
  readonly shorthand?: string | undefined;
}

/** The declaration of an option: as one value, or as a group of fields. */
export type OptionSpec = CallOption<unknown> | OptionGroup;

/** Declared options as a caller gives them: each may be left out. Doc comments of the declarations are kept. */
export type GivenOptions<Declared extends object> = {
  readonly [Name in keyof Declared]?: GivenOf<Declared[Name]> | undefined;
};

type GivenOf<Spec> =
  Spec extends OptionGroup<infer Fields>
    ? GivenOptions<Fields> | false
    : Spec extends CallOption<unknown, infer Given>
      ? Given
      : never;

/** Declared options as the pipeline sees them: checked and complete. Doc comments of the declarations are kept. */
export type ParsedOptions<Declared extends object> = {
  readonly [Name in keyof Declared]: ParsedOf<Declared[Name]>;
};

type ParsedOf<Spec> =
  Spec extends OptionGroup<infer Fields>
    ? ParsedOptions<Fields>
    : Spec extends CallOption<infer Parsed, unknown>
      ? Parsed
      : never;

/**
 * Declares an option.
 * @param fallback the default, in the form that `parse` returns
 */
export function callOption<Parsed, Given = Parsed>(
  parse: OptionParser<Parsed>,
  fallback: Parsed,
): CallOption<Parsed, Given> {
  return { parse, default: fallback };
}

/**
 * Declares an option as a group of fields. Other parts of a client may add fields to it. The value `false` is passed to the
 * parser of each field.
 * @param shorthand the field that a bare number sets. Default: none
 */
export function group<Fields extends object>(
  fields: Fields,
  shorthand?: string & keyof Fields,
): OptionGroup<Fields> {
  return { fields, shorthand };
}

/** The parsers of declared options. */
export function parsersOf<Declared extends object>(
  declared: Declared,
): OptionParsers<ParsedOptions<Declared>> {
  return mapped(declared, ({ parse }) => parse) as OptionParsers<ParsedOptions<Declared>>;
}

/** The defaults of declared options. */
export function defaultsOf<Declared extends object>(declared: Declared): ParsedOptions<Declared> {
  return mapped(declared, (spec) => spec.default) as ParsedOptions<Declared>;
}

/** The same declarations with other defaults; an option that `values` leaves out keeps its default. */
export function withDefaults<Declared extends object>(
  declared: Declared,
  values: Partial<ParsedOptions<Declared>>,
): Declared {
  const given = values as Readonly<Record<string, unknown>>;
  return mapped(declared, (spec, name) =>
    Object.hasOwn(given, name) ? { ...spec, default: given[name] } : spec,
  ) as Declared;
}

function mapped(declared: object, map: (spec: CallOption<unknown>, name: string) => unknown): object {
  return Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => [name, map(spec as CallOption<unknown>, name)]),
  );
}
