// What a declaration marks as secret, and where it must not appear.
import type { StandardSchemaIssue } from '@sluice/core';

/**
 * The issues of a schema without what they say about secret values: the message of an issue may quote its value, or that of
 * a field within it.
 * @param secret paths of fields, in which `*` stands for any one name or index
 */
export function hideIssues(
  issues: readonly StandardSchemaIssue[],
  secret: readonly string[],
): readonly StandardSchemaIssue[] {
  if (secret.length === 0) return issues;
  const marks = secret.map((path) => path.split('.'));
  return issues.map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const isSecret = marks.some((mark) => overlaps(mark, path));
    // A copy: the objects of some libraries have the value as another property.
    return isSecret ? { message: 'hidden: the value is marked as secret', path: issue.path } : issue;
  });
}

/** Whether one of the two paths leads to the other. */
function overlaps(mark: readonly string[], path: readonly string[]): boolean {
  const length = Math.min(mark.length, path.length);
  for (let index = 0; index < length; index++) {
    if (mark[index] !== '*' && mark[index] !== path[index]) return false;
  }
  return true;
}
