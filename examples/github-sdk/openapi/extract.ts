// Writes github-issues.json from GitHub's whole description, whose path is the argument. README.md says where to get it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractOperations, type OpenApiDocument } from './extract-operations.ts';

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('usage: node openapi/extract.ts <path of api.github.com.json>');
const whole = JSON.parse(readFileSync(source, 'utf8')) as OpenApiDocument;
const target = join(import.meta.dirname, 'github-issues.json');
writeFileSync(target, `${JSON.stringify(extractOperations(whole, 'issues'), null, 1)}\n`);
