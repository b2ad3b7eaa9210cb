// Tests of the check that runs the type tests of tsd under the TypeScript of the repository.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTypeTests, type TypeTestOutcome } from '../type-tests/check.ts';
import { judge, parseDiagnostics } from '../type-tests/judge.ts';
import { rewriteTypeTest } from '../type-tests/rewrite.ts';
import { root, scratch } from '../workspace.ts';

// The first statement of a type test is on line 3.
const HEAD = [
  "import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';",
  'declare const given: { readonly id: number; readonly name?: string; call(one: number): void };',
];

/** Type tests, and the faults that must be found: the line and the message. */
const PLANTED: Readonly<Record<string, readonly [lines: string[], ...faults: [line: number, RegExp][]]>> = {
  'assertions that hold': [
    [
      'expectType<number>(given.id);',
      'expectType<string | undefined>(given.name);',
      'expectAssignable<string | number>(given.id);',
      'expectNotAssignable<string>(given.id);',
      "expectError(given.call('é'));",
      'expectError<typeof given>({ id: 1, name: undefined, call: () => {} });',
      'for (const one of [given]) expectType<number>(one.id);',
      "const { expectError: kept } = { expectError: 1 }; ((one: number) => expectError(given.call('x')))(kept);",
    ],
  ],
  'a case that compiles and must not': [
    ['expectError(given.call(1));'],
    [3, /^this compiles, and must not$/],
  ],
  'a type that is too wide': [
    ['expectType<number | string>(given.id);'],
    [3, /^TS2345: .*expected: string \| number; actual: number/],
  ],
  'a type that is too narrow': [
    ['expectType<string>(given.name);'],
    [3, /^TS2345: .*actual: string \| undefined/],
  ],
  any: [['expectType<number>(given.id as any);'], [3, /^TS2345: .*expected: number; actual: any/]],
  'any in place of unknown': [['expectType<unknown>(given.id as any);'], [3, /^TS2345: .*actual: any/]],
  never: [['expectType<number>(given.id as never);'], [3, /^TS2345: .*actual: never/]],
  'another modifier': [
    ['expectType<{ id: number }>(given as { readonly id: number });'],
    [3, /^TS2345: .*actual: \{ readonly id: number; \}/],
  ],
  'what is not assignable': [['expectAssignable<string>(given.id);'], [3, /^TS2345: /]],
  'what is assignable': [
    ['expectNotAssignable<number>(given.id);'],
    [3, /^TS2345: .*assignable: number; to: number/],
  ],
  'an error outside of a case': [['given.missing;'], [3, /^TS2339: /]],
  'an error beside a case': [["expectError(given.call('x')), given.missing;"], [3, /^TS2339: /]],
  'a misspelt name in a case': [['expectError(givn.call(1));'], [3, /^TS2552: /]],
  'a module that is missing': [["expectError((await import('nowhere')).x);"], [3, /^TS2307: /]],
  'cases over several lines': [
    [
      'expectError(',
      '  given.call(',
      "    'x',",
      '  ),',
      ');',
      'expectType<',
      '  string',
      '>(given.id);',
      'expectError(given);',
    ],
    [8, /^TS2345: /],
    [11, /^this compiles, and must not$/],
  ],
};

const folder = join(scratch, 'type-tests', 'planted');
const fileOf = (name: string): string => join(folder, 'test-d', `${name.replaceAll(' ', '-')}.test-d.ts`);

let outcome: TypeTestOutcome;

beforeAll(async () => {
  mkdirSync(join(folder, 'test-d'), { recursive: true });
  for (const [name, [lines]] of Object.entries(PLANTED))
    writeFileSync(fileOf(name), [...HEAD, ...lines, 'export {};', ''].join('\n'));
  const files = Object.keys(PLANTED).map((name) => relative(root, fileOf(name)));
  outcome = await checkTypeTests(files, 'planted-settings');
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('under TypeScript 7', () => {
  test.each(Object.entries(PLANTED))('%s', (name, [, ...expected]) => {
    const place = `${relative(root, fileOf(name)).replaceAll('\\', '/')}:`;
    const faults = outcome.output.split('\n').filter((line) => line.startsWith(place));
    expect(faults.map((line) => /^(\d+):\d+: (.*)$/.exec(line.slice(place.length))?.slice(1))).toEqual(
      expected.map(([line, said]) => [String(line), expect.stringMatching(said)]),
    );
  });

  test('a fault fails the check, which counts the assertions of all files', () => {
    const planted = Object.values(PLANTED).flatMap(
      ([lines]) => lines.join('\n').match(/expect\w+(?=[<(])/g) ?? [],
    );
    expect(outcome.ok).toBe(false);
    expect(outcome.note).toMatch(
      new RegExp(
        `^${planted.length} assertions in ${Object.keys(PLANTED).length} files under TypeScript 7\\.`,
      ),
    );
  });
});

describe('what could not be checked is refused', () => {
  test.each([
    ["import { expectNever } from 'tsd';", "line 1: 'expectNever' of tsd is not handled"],
    ["import { expectType as same } from 'tsd';", "line 1: 'expectType as same' of tsd is not handled"],
    ["import * as tsd from 'tsd';", "line 1: '* as tsd' of tsd is not handled"],
    ["import { one } from './one.ts';", 'line 1: a type test imports packages only'],
    [
      "import { expectType } from 'tsd';\nexpectType(1);",
      "line 2: 'expectType' must have one type in angle brackets",
    ],
    [
      "import { expectError } from 'tsd';\nexpectError();",
      "line 2: 'expectError' must be called with one argument",
    ],
    [
      "import { expectError } from 'tsd';\nconst same = expectError;",
      "line 2: 'expectError' must be called with one argument",
    ],
    [
      "import { expectError } from 'tsd';\n[1].map(expectError);",
      "line 2: 'expectError' must be called with one argument",
    ],
  ])('%s', (text, message) => {
    expect(() => rewriteTypeTest(text, './assertions.js')).toThrow(message);
  });

  test('a file that is refused fails the check', async () => {
    const file = join(folder, 'test-d', 'refused.test-d.ts');
    mkdirSync(join(folder, 'test-d'), { recursive: true });
    writeFileSync(file, "import { expectNever } from 'tsd';\nexpectNever(1);\n");
    const { ok, output } = await checkTypeTests([relative(root, file)], 'refused-settings');
    expect(ok).toBe(false);
    expect(output).toContain("refused.test-d.ts: line 1: 'expectNever' of tsd is not handled");
  });
});

describe('the output of the compiler', () => {
  test('an error has its further lines', () => {
    const output = 'a.ts(2,5): error TS2322: one\n  two\nb.ts(1,1): error TS1005: three\n';
    expect(parseDiagnostics(output)).toEqual([
      { file: 'a.ts', line: 2, column: 5, code: 2322, message: 'one\n  two' },
      { file: 'b.ts', line: 1, column: 1, code: 1005, message: 'three' },
    ]);
  });

  test('an error without a place ends the check', () => {
    expect(() => parseDiagnostics('error TS5058: The path does not exist.\n')).toThrow('TS5058');
  });

  test('a syntax error in a case is a fault of the case', () => {
    const from = { line: 1, column: 1 };
    const errorCases = [{ from, to: { line: 1, column: 20 } }];
    const found = { file: 'a.ts', line: 1, column: 9, code: 1005, message: "';' expected." };
    expect(judge([found], errorCases)).toEqual(["1:9: TS1005: ';' expected."]);
  });
});
