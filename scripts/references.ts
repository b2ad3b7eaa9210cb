// Writes or checks the list of projects in the root tsconfig.json.
//   node scripts/references.ts            writes the list
//   node scripts/references.ts --check    checks the list
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projects, root } from './workspace.ts';

const file = join(root, 'tsconfig.json');
const references = projects().map((project) => ({ path: project.replace(/\/tsconfig\.json$/, '') }));
const wanted = `${JSON.stringify({ files: [], references }, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted);
} else if (readFileSync(file, 'utf8') !== wanted) {
  console.error('The list of projects in tsconfig.json is outdated: run `node scripts/references.ts`.');
  process.exitCode = 1;
}
