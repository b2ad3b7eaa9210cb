// Tests that the document is a complete extract, and that its types are up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extractOperations, type OpenApiDocument } from '../openapi/extract-operations.ts';
import { documentFile, typesFile, typesOfDocument } from '../openapi/types-of.ts';

const read = (): OpenApiDocument => JSON.parse(readFileSync(documentFile, 'utf8')) as OpenApiDocument;

test('the types equal the output of `generate` for the document', async () => {
  expect(readFileSync(typesFile, 'utf8') === (await typesOfDocument())).toBe(true);
});

test('the document has the operations on issues, and exactly the components that they reference', () => {
  const document = read();
  expect(extractOperations(document, 'issues')).toEqual(document);
  const count = (of: object): number => Object.values(of).flatMap(Object.keys).length;
  const readme = readFileSync(join(documentFile, '..', 'README.md'), 'utf8');
  const [, operations, paths, components] =
    /the (\d+) operations on (\d+) paths .+ and the (\d+) components/.exec(readme) ?? [];
  expect([operations, paths, components].map(Number)).toEqual([
    count(document.paths),
    Object.keys(document.paths).length,
    count(document.components ?? {}),
  ]);
});

test('the license is checked in, and the document names the version of its source', () => {
  const { info } = read();
  const folder = join(documentFile, '..');
  const [, version] = /, version ([\d.]+),/.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? [];
  expect(info).toMatchObject({ version, license: { name: 'MIT' } });
  expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toMatch(/^MIT License Copyright \(c\) 2020 Octokit/);
});

const ISSUE = { type: 'object', properties: { example: { type: 'string' }, 'x-rank': { type: 'number' } } };

const SOURCE: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'A', version: '1' },
  paths: {
    '/issues': {
      get: {
        tags: ['issues'],
        'x-hidden': 1,
        parameters: [{ $ref: '#/components/parameters/page' }],
        responses: {
          200: {
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/list' }, examples: { one: {} } },
            },
          },
        },
      },
      post: { tags: ['other'], responses: { 201: { $ref: '#/components/responses/made' } } },
    },
    '/other': { get: { tags: ['other'], responses: {} } },
  },
  components: {
    parameters: { page: { name: 'page', in: 'query', example: 2, schema: { type: 'integer' } } },
    responses: { made: { description: '' } },
    schemas: {
      list: { type: 'array', items: { $ref: '#/components/schemas/issue' } },
      issue: { ...ISSUE, example: {} },
      unused: {},
    },
  },
};

test('an extract has the operations of a tag, the components that they reference, and no examples and extensions', () => {
  const { paths, components } = extractOperations(SOURCE, 'issues');
  expect(paths).toEqual({
    '/issues': {
      get: {
        tags: ['issues'],
        parameters: [{ $ref: '#/components/parameters/page' }],
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/list' } } } },
        },
      },
    },
  });
  // Fields with the names of keywords stay.
  expect(components).toEqual({
    parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
    schemas: { issue: ISSUE, list: SOURCE.components?.['schemas']?.['list'] },
  });
});

test('a tag without operations is refused, and so is a reference to a missing component', () => {
  expect(() => extractOperations(SOURCE, 'isues')).toThrow("no operation has the tag 'isues'");
  const { components: _, ...bare } = SOURCE;
  expect(() => extractOperations(bare, 'issues')).toThrow('the document has no #/components/parameters/page');
});
