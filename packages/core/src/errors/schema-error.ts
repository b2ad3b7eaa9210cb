// The error of a body that does not match its schema.
import { nameKind, SluiceError } from './base.ts';
import { safeText } from './redact.ts';

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
    super('ERR_SLUICE_SCHEMA', `the body does not match its schema${describeIssues(issues)}`);
    Object.defineProperty(this, 'issues', { value: issues, enumerable: false });
  }
}

/** The most paths that a message lists. */
const MAX_LISTED = 3;

/** Where the issues are. The messages of the issues stay out: they may quote the body. */
function describeIssues(issues: readonly StandardSchemaIssue[]): string {
  const paths = issues.slice(0, MAX_LISTED).map(({ path = [] }) => describePath(path));
  const more = issues.length > MAX_LISTED ? `, and ${issues.length - MAX_LISTED} more` : '';
  return paths.length === 0 ? '' : ` at ${paths.join(', ')}${more}`;
}

function describePath(path: NonNullable<StandardSchemaIssue['path']>): string {
  if (path.length === 0) return 'its root';
  const text = path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
  return safeText(text, 80);
}
