// Recognizes and runs Standard Schemas.
import { SchemaError, type StandardSchema } from '@sluice/core';
import { refuse, type OptionParser } from '@sluice/core/plugin';

/** Whether a value is a Standard Schema: an object or a function with `~standard`. */
export function isSchema(value: unknown): value is StandardSchema {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  const standard: unknown = isObject ? (value as Partial<StandardSchema>)['~standard'] : undefined;
  return typeof (standard as StandardSchema['~standard'] | undefined)?.validate === 'function';
}

/** Parses an option that is a schema. @throws OptionError */
export const parseSchema: OptionParser<StandardSchema> = (value, path) => {
  if (!isSchema(value)) throw refuse(path, value, "a Standard Schema, an object with '~standard'");
  return value;
};

/** Validates a value. @returns the output of the schema @throws SchemaError */
export async function validate(value: unknown, schema: StandardSchema): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined) throw new SchemaError(result.issues);
  return result.value;
}
