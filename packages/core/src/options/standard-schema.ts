// The Standard Schema interface, which the schemas of callers implement.
import { refuse } from '../errors/option-error.ts';
import type { StandardSchemaIssue } from '../errors/schema-error.ts';

/**
 * The part of the Standard Schema interface, version 1 (https://standardschema.dev), that is used here:
 * zod, valibot, arktype and others implement it.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) => StandardSchemaResult<Output> | Promise<StandardSchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The result of a schema's `validate`. */
export type StandardSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

/**
 * Refuses a value that is not a schema, such as a function or a schema of a library without Standard Schema.
 * @throws OptionError
 */
export function checkSchema(given: unknown): void {
  const isObject = (typeof given === 'object' && given !== null) || typeof given === 'function';
  const standard: unknown = isObject ? (given as Partial<StandardSchema>)['~standard'] : undefined;
  if (typeof (standard as StandardSchema['~standard'] | undefined)?.validate !== 'function')
    throw refuse('schema', given, "a Standard Schema, an object with '~standard'");
}
