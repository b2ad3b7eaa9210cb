// The types in a project that does not compile with `strict`, where undefined is assignable to everything.
import { expect, test } from 'vitest';
import { COMPILERS, compile } from './type-cost.ts';

const PATIENCE = 300_000;
const LOOSE = { strict: false, exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false };

const PROGRAM = `
import { cursorPages, defineApi, fromPaths, json, linkPages, op } from '@sluice/sdk';

interface paths {
  '/users': { get: { responses: { 200: { content: { 'application/json': { id: number }[] } } } } };
}
const fromPath = fromPaths<paths>().op;
const api = defineApi({
  baseUrl: 'https://api.example.com',
  operations: {
    list: op('GET /users', { ok: { 200: json<{ id: number }[]>() }, page: linkPages() }),
    nested: op('GET /nested', {
      ok: { 200: json<{ data: { id: number }[]; next: string }>() },
      page: cursorPages({ items: 'data', next: 'next', parameter: 'cursor' }),
    }),
    ofPath: fromPath('/users', 'get', { page: linkPages() }),
    get: op('GET /users/{id}', { ok: { 200: json<{ id: number }>() }, err: { 404: json<{ why: string }>() } }),
  },
}).connect();
export const ids: number[] = [];
for await (const { id } of api.list()) ids.push(id);
for await (const { id } of api.nested()) ids.push(id);
for await (const { id } of api.ofPath()) ids.push(id);
const outcome = await api.get({ params: { id: 1 } }).settled();
export const why: string = !outcome.ok && outcome.status === 404 ? outcome.body.why : '';
`;

/** The errors in the program. Those in the sources do not count, of which users compile the declarations only. */
async function errorsIn(name: string, compiler: string): Promise<string[]> {
  const output = await compile(name, PROGRAM, compiler, LOOSE).catch((error: Error) => error.message);
  return output.split('\n').filter((line) => line.includes(`${name}.ts(`));
}

test.each(Object.entries(COMPILERS))(
  'with TypeScript %s, items of pages and errors by status have their types',
  async (version, compiler) => {
    expect(await errorsIn(`loose-${version}`, compiler)).toEqual([]);
  },
  PATIENCE,
);
