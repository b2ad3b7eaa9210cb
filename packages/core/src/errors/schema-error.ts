import { nameKind, SluiceError } from './base.ts';

/** An issue as a Standard Schema reports it. */
export interface StandardSchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The body is JSON, but not what the schema given to `.json(schema)` demands. */
export class SchemaError extends SluiceError {
  /** What the schema found, as it reported it. Not enumerable: issues may quote the body. */
  declare readonly issues: readonly StandardSchemaIssue[];

  static {
    nameKind(this, 'SchemaError');
  }

  constructor(issues: readonly StandardSchemaIssue[]) {
    super('ERR_SLUICE_SCHEMA', `the body does not match its schema (${issues.length} issue(s))`);
    Object.defineProperty(this, 'issues', { value: issues, enumerable: false });
  }
}
