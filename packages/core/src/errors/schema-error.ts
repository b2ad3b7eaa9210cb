// The error of a body that does not match its schema.
import { nameKind, SluiceError } from './base.ts';

/** An issue that a Standard Schema reports. */
export interface StandardSchemaIssue {
  /** A description of the issue. */
  readonly message: string;
  /** The path within the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The body is JSON, but does not match the schema given to `.json(schema)`. */
export class SchemaError extends SluiceError {
  /** The issues that the schema reported. Not enumerable, since issues may quote the body. */
  declare readonly issues: readonly StandardSchemaIssue[];

  static {
    nameKind(this, 'SchemaError');
  }

  constructor(issues: readonly StandardSchemaIssue[]) {
    super('ERR_SLUICE_SCHEMA', `the body does not match its schema (${issues.length} issue(s))`);
    Object.defineProperty(this, 'issues', { value: issues, enumerable: false });
  }
}
