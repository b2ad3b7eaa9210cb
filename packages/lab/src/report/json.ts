// The result as JSON.
import type { LabResult } from '../model.ts';

/** The result as JSON, with the path of the report. */
export function renderJson(result: LabResult, report: string | undefined): string {
  return `${JSON.stringify({ ...result, report: report ?? null }, undefined, 2)}\n`;
}
