// Lists the wrappers, and counts their lines.
import { readFileSync } from 'node:fs';
import { createIssues as onGot } from '../wrappers/got.ts';
import { createIssues as onKy } from '../wrappers/ky.ts';
import { createIssues as onOpenapiFetch } from '../wrappers/openapi-fetch.ts';
import { createIssues as fromPaths } from '../wrappers/sluice-paths.ts';
import { createIssues as fromSchemas } from '../wrappers/sluice-schemas.ts';
import type { CreateIssues } from './issues.ts';

/** The wrappers by the names of their files in `wrappers`. */
export const WRAPPERS: Readonly<Record<string, CreateIssues>> = {
  'sluice-schemas': fromSchemas,
  'sluice-paths': fromPaths,
  got: onGot,
  ky: onKy,
  'openapi-fetch': onOpenapiFetch,
};

/** The non-blank lines of a wrapper, imports and comments included. */
export function linesOf(name: string): number {
  const text = readFileSync(new URL(`../wrappers/${name}.ts`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
