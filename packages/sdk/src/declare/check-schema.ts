// Refuses values that are not schemas.
import type { StandardSchema } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import { isSchema } from '../schema/standard-schema.ts';

/**
 * Checks that a value is a schema.
 * @param path the option that has the value, for the error
 * @throws OptionError
 */
export function checkSchema(given: unknown, path: string): asserts given is StandardSchema {
  if (!isSchema(given))
    throw refuse(path, given, "a Standard Schema, an object with '~standard', or a kind such as text()");
}
