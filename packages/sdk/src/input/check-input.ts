// Checks the input of a call by the schemas of its operation.
import { OptionError, SchemaError, type StandardSchema, type StandardSchemaResult } from '@sluice/core';
import { hideIssues } from '../call/secrets.ts';

/**
 * Checks a part of the input and returns the output of the schema, which is sent.
 * @param part `params`, `query`, `headers` or `body`
 * @param secret paths of fields whose issues are hidden
 * @throws OptionError that names the part; its `cause` has the issues
 */
export async function checkInput(
  schema: StandardSchema,
  value: unknown,
  part: string,
  secret: readonly string[],
): Promise<unknown> {
  const checked = schema['~standard'].validate(value);
  // `then` also recognizes promises of other libraries and realms.
  const result: StandardSchemaResult<unknown> = 'then' in checked ? await checked : checked;
  if (result.issues === undefined) return result.value;
  const cause = new SchemaError(hideIssues(result.issues, secret));
  const where = cause.message.replace(/^the body does not match its schema/, '');
  throw new OptionError(part, `option '${part}' does not match the schema of the operation${where}`, {
    cause,
  });
}
