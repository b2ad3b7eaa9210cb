// Counts the instantiations of types that a program costs a compiler, beside those of its imports.
//   node --conditions=@sluice/source packages/sdk/test/types/type-cost.ts    prints the figures
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const resolve = createRequire(import.meta.url).resolve;
const home = fileURLToPath(new URL('../..', import.meta.url));
const scratch = join(home, '.tsbuild', 'type-cost');

/** The compilers, by their version. */
export const COMPILERS = {
  '5.9': join(dirname(resolve('typescript-5.9/package.json')), 'bin', 'tsc'),
  '7.0': join(dirname(resolve('typescript/package.json')), 'bin', 'tsc'),
} as const;

/** A program, and what it imports. */
export interface Program {
  readonly text: string;
  readonly imports: string;
}

/** Twenty calls on the `paths` of GitHub. */
export function githubCalls(): Program {
  return {
    text: readFileSync(join(home, 'test-d', 'github.test-d.ts'), 'utf8'),
    imports: `import type { components, paths } from '@octokit/openapi-types';
import { defineApi, fromPaths } from '@sluice/sdk';
import { expectType } from 'tsd';
export type All = [keyof paths, keyof components];
export const all = [defineApi, fromPaths, expectType];
`,
  };
}

/** A contract of `operations` operations with zod, of which ten are called. */
export function zodContract(operations: number): Program {
  const schemas: string[] = [];
  const declared: string[] = [];
  const calls: string[] = [];
  for (let index = 0; index < operations / 2; index++) {
    schemas.push(
      `const Item${index} = z.object({ id: z.number(), name: z.string(), tags: z.array(z.string()), owner: z.object({ login: z.string(), age: z.number().optional() }), kind${index}: z.enum(['a', 'b']) });`,
      `const New${index} = z.object({ name: z.string(), tags: z.array(z.string()).optional() });`,
    );
    declared.push(
      `get${index}: op('GET /items${index}/{id}', { ok: { 200: Item${index} }, err: { 404: Problem } }),`,
      `create${index}: op('POST /items${index}', { body: New${index}, ok: { 201: Item${index} }, err: { 422: Problem }, idempotency: 'key' }),`,
    );
    if (index < 5) {
      calls.push(
        `export const got${index}: string = (await api.get${index}({ params: { id: 1 } })).owner.login;`,
        `export const made${index}: number = (await api.create${index}({ body: { name: 'x' } })).id;`,
      );
    }
  }
  const imports = `import { defineApi, op } from '@sluice/sdk';\nimport { z } from 'zod';\n`;
  return {
    text: `${imports}const Problem = z.object({ message: z.string(), code: z.number() });
${schemas.join('\n')}
const api = defineApi({ baseUrl: 'http://h.test', operations: { ${declared.join('\n')} } }).connect();
${calls.join('\n')}
`,
    imports: `${imports}export const all = [defineApi, op, z];\n`,
  };
}

/** What a program costs beside its imports. @throws Error if it does not compile */
export async function instantiations(
  name: string,
  { text, imports }: Program,
  compiler: string,
): Promise<number> {
  const whole = await count(`${name}-program`, text, compiler);
  return whole - (await count(`${name}-imports`, imports, compiler));
}

async function count(name: string, text: string, compiler: string): Promise<number> {
  const output = await compile(name, text, compiler);
  const counted = /^Instantiations:\s*(\d+)/m.exec(output)?.[1];
  if (counted === undefined) throw new Error(`no count of instantiations in:\n${output}`);
  return Number(counted);
}

/**
 * Compiles a program against the sources, and returns what the compiler prints.
 * @param options laid over those of this repository
 * @throws Error if it does not compile
 */
export async function compile(
  name: string,
  text: string,
  compiler: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  const file = join(scratch, `${name}.ts`);
  const project = join(scratch, `${name}.json`);
  const compilerOptions = {
    composite: false,
    declaration: false,
    declarationMap: false,
    emitDeclarationOnly: false,
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    tsBuildInfoFile: null,
    ...options,
  };
  writeFileSync(file, text);
  const root = join(home, '..', '..');
  // A source of `@sluice/undici` imports a file of undici that has no declaration of its own.
  const files = [file, join(root, 'packages', 'undici', 'src', 'undici-internals', 'undici-client.d.ts')];
  writeFileSync(
    project,
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }),
  );
  return new Promise<string>((done, fail) => {
    const args = [compiler, '-p', project, '--extendedDiagnostics'];
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, stdout) => {
      if (error === null) done(stdout);
      else fail(new Error(`${name} does not compile:\n${stdout}`, { cause: error }));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [version, compiler] of Object.entries(COMPILERS)) {
    const github = await instantiations('github', githubCalls(), compiler);
    const zod = await instantiations('zod', zodContract(200), compiler);
    console.log(
      `TypeScript ${version}: 20 calls on GitHub's paths ${github}; 200 operations with zod ${zod}`,
    );
  }
}
