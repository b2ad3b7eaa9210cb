// Refuses values that are not schemas.
import type { StandardSchema } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';

/**
 * @param path where it was given
 * @throws OptionError
 */
export function checkSchema(given: unknown, path: string): asserts given is StandardSchema {
  const isObject = (typeof given === 'object' && given !== null) || typeof given === 'function';
  const standard: unknown = isObject ? (given as Partial<StandardSchema>)['~standard'] : undefined;
  if (typeof (standard as StandardSchema['~standard'] | undefined)?.validate !== 'function')
    throw refuse(path, given, "a Standard Schema, an object with '~standard', or a kind such as text()");
}
