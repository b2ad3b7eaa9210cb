// Writes github-issues.d.ts from github-issues.json, without a network.
import { writeFileSync } from 'node:fs';
import { typesFile, typesOfDocument } from './types-of.ts';

writeFileSync(typesFile, await typesOfDocument());
