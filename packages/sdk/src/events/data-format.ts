// How the data of events and the lines of JSON are given: as text, as JSON, or validated by a schema.
import { BodyError, SchemaError, type StandardSchema } from '@sluice/core';
import { refuse, type OptionParser } from '@sluice/core/plugin';

/** How data is given: as it was sent, as JSON, or as JSON that a Standard Schema validates. */
export type DataFormat = 'text' | 'json' | StandardSchema;

/** The type of data in a format. */
export type DataOf<Format extends DataFormat> =
  Format extends StandardSchema<infer _Input, infer Output>
    ? Output
    : Format extends 'json'
      ? unknown
      : string;

/** Checks a schema. @throws OptionError */
export const parseSchema: OptionParser<StandardSchema> = (value, path) => {
  const standard = (value as Partial<StandardSchema> | null | undefined)?.['~standard'];
  if (typeof standard?.validate !== 'function')
    throw refuse(path, value, "a Standard Schema, an object with '~standard'");
  return value as StandardSchema;
};

/** Checks a format. @throws OptionError */
export const parseFormat: OptionParser<DataFormat> = (value, path) => {
  if (value === 'text' || value === 'json') return value;
  const standard = (value as Partial<StandardSchema> | null | undefined)?.['~standard'];
  if (typeof standard?.validate !== 'function')
    throw refuse(path, value, "'text', 'json' or a Standard Schema, an object with '~standard'");
  return value as StandardSchema;
};

/** Validates a value. */
export type SchemaCheck = (value: unknown, schema: StandardSchema) => unknown;

/**
 * Converts a text.
 * @param what what the text is, for errors
 * @param check validates a value. Default: {@link validate}
 * @throws BodyError `ERR_SLUICE_BODY_DECODE` if it is not JSON; SchemaError if it does not match the schema
 */
export function convert(
  text: string,
  format: DataFormat,
  what: string,
  check: SchemaCheck = validate,
): unknown {
  if (format === 'text') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the parser's message, which quotes the text: it may contain secrets.
    const bytes = Buffer.byteLength(text);
    throw new BodyError('ERR_SLUICE_BODY_DECODE', `${what} is not JSON: ${bytes} bytes`, { bytes });
  }
  return format === 'json' ? value : check(value, format);
}

/** Validates a value. @returns the output of the schema @throws SchemaError */
export async function validate(value: unknown, schema: StandardSchema): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined) throw new SchemaError(result.issues);
  return result.value;
}
