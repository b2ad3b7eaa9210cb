import type { LabResult } from '../model.ts';
export function renderHtml(result: LabResult): string {
  return JSON.stringify(result);
}
