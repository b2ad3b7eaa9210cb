// Hides the values that a declaration marks as secret from the issues of a schema.
import type { StandardSchemaIssue } from '@sluice/core';

/**
 * Replaces issues about secret values, since the message of an issue may quote the value, or the value of a field within it.
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
    // A new object: issues of some libraries have the value as a further property.
    return isSecret ? { message: 'hidden: the value is marked as secret', path: issue.path } : issue;
  });
}

/** Whether one path is a prefix of the other. */
function overlaps(mark: readonly string[], path: readonly string[]): boolean {
  const length = Math.min(mark.length, path.length);
  for (let index = 0; index < length; index++) {
    if (mark[index] !== '*' && mark[index] !== path[index]) return false;
  }
  return true;
}
