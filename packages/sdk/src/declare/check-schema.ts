// Refuses values that are not schemas.
import type { StandardSchema } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import { isSchema } from '../schema/standard-schema.ts';

/**
 * @param path where it was given
 * @throws OptionError
 */
export function checkSchema(given: unknown, path: string): asserts given is StandardSchema {
  if (!isSchema(given))
    throw refuse(path, given, "a Standard Schema, an object with '~standard', or a kind such as text()");
}
