// Judges rewritten type tests by the diagnostics of a compiler.
import type { ErrorCase, Place } from './rewrite.ts';

/** An error that a compiler reports. */
export interface Diagnostic extends Place {
  readonly file: string;
  readonly code: number;
  readonly message: string;
}

/** The codes for a name or a module that does not exist: the case is wrong, and proves nothing about the types. */
const MISTAKES = new Set([2304, 2307, 2552]);

/** The errors in the output of `tsc --pretty false`. @throws Error for an error without a place */
export function parseDiagnostics(output: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of output.split('\n')) {
    const [, file, row, column, code, message = ''] =
      /^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line) ?? [];
    if (file !== undefined)
      found.push({ file, line: Number(row), column: Number(column), code: Number(code), message });
    else if (line.startsWith('error ')) throw new Error(line);
    else if (found.length > 0 && line.startsWith('  ')) {
      const last = found.pop()!;
      found.push({ ...last, message: `${last.message}\n${line}` });
    }
  }
  return found;
}

/** The faults of a type test: cases that compile and must not, and errors outside of such cases. */
export function judge(diagnostics: readonly Diagnostic[], errorCases: readonly ErrorCase[]): string[] {
  const faults: (Place & { readonly text: string })[] = [];
  const open = new Set(errorCases);
  for (const diagnostic of diagnostics) {
    const { code, message } = diagnostic;
    // The innermost case, since a case may contain a function with another case.
    const within = errorCases
      .filter(({ from, to }) => !isBefore(diagnostic, from) && isBefore(diagnostic, to))
      .at(-1);
    const isMistake = code < 2000 || MISTAKES.has(code);
    if (within !== undefined) open.delete(within);
    if (within === undefined || isMistake) faults.push({ ...diagnostic, text: `TS${code}: ${message}` });
  }
  for (const { from } of open) faults.push({ ...from, text: 'this compiles, and must not' });
  return faults
    .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
    .map(({ line, column, text }) => `${line}:${column}: ${text}`);
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
