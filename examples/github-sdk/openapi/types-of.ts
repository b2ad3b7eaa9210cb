// Generates the types of the document with `openapi-typescript`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

/** The document, which is checked in. */
export const documentFile: string = join(import.meta.dirname, 'github-issues.json');

/** The module with the types, which is checked in, too. */
export const typesFile: string = join(import.meta.dirname, 'github-issues.d.ts');

/** The text of a module with the types of the document. */
export async function typesOfDocument(): Promise<string> {
  const document = JSON.parse(readFileSync(documentFile, 'utf8')) as OpenAPI3;
  const title = '// The types of github-issues.json. Written by `npx pnpm generate`; not to be edited.\n';
  return title + astToString(await openapiTS(document));
}
