import type { LabResult } from '../model.ts';

/** The result for machines, and where the report is, if there is one. */
export function renderJson(result: LabResult, report: string | undefined): string {
  return `${JSON.stringify({ ...result, report: report ?? null }, undefined, 2)}\n`;
}
