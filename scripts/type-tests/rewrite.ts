// Rewrites a type test of tsd for any compiler. tsd itself is tied to the compiler that it contains.
import { parseAst } from 'rolldown/parseAst';

/** A place in a text: line and column from 1, as compilers print them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A case that must not compile: from its first character to its end, exclusive. */
export interface ErrorCase {
  readonly from: Place;
  readonly to: Place;
}

/** A rewritten type test. Every line has the same number as in the original. */
export interface RewrittenTest {
  readonly text: string;
  readonly errorCases: readonly ErrorCase[];
  /** The number of assertions. */
  readonly assertions: number;
}

/**
 * The assertions that are handled. `isTyped`: the type in angle brackets is asserted. `call`: the function of assertions.d.ts
 * whose result type shows whether the assertion holds; assertions without it are compiled unchanged.
 */
const ASSERTIONS: Readonly<Record<string, { readonly isTyped: boolean; readonly call?: string }>> = {
  expectType: { isTyped: true, call: 'identical' },
  expectAssignable: { isTyped: true },
  expectNotAssignable: { isTyped: true, call: 'unassignable' },
  expectError: { isTyped: false },
};

/** The functions that a rewritten test imports. */
const IMPORTED = ['expectAssignable', 'expectError', 'identical', 'pass', 'unassignable'];

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Rewrites a type test.
 * @param assertions the module specifier of assertions.d.ts
 * @throws Error for code that would be checked less strictly than by tsd, or not at all
 */
export function rewriteTypeTest(text: string, assertions: string): RewrittenTest {
  const program = parseAst(text, { lang: 'ts' }) as unknown as Node;
  const refuse = (at: Node, why: string): Error => new Error(`line ${placeOf(text, at.start).line}: ${why}`);
  const edits: Edit[] = [];
  const errors: Node[] = [];
  const names = new Set<string>();
  let count = 0;

  visit(program, (node, parent, key) => {
    if (node.type === 'ImportDeclaration') {
      const source = node['source'] as Node & { readonly value: string };
      if (/^\.{1,2}\//.test(source.value)) throw refuse(node, 'a type test imports packages only');
      if (source.value !== 'tsd') return true;
      for (const name of importedNames(node)) {
        if (!Object.hasOwn(ASSERTIONS, name)) throw refuse(node, `'${name}' of tsd is not handled`);
        names.add(name);
      }
      const clause = `import { ${IMPORTED.join(', ')} } from '${assertions}';`;
      const rows = text.slice(node.start, node.end).split('\n').length - 1;
      edits.push({ start: node.start, end: node.end, text: clause + '\n'.repeat(rows) });
      return false;
    }
    if (node.type !== 'Identifier' || !names.has(node['name'] as string) || isMember(parent, key))
      return true;
    const name = node['name'] as string;
    const types = (parent['typeArguments'] as Node | null | undefined)?.['params'] as
      | readonly Node[]
      | undefined;
    const values = parent['arguments'] as readonly Node[] | undefined;
    if (parent.type !== 'CallExpression' || key !== 'callee' || values?.length !== 1)
      throw refuse(node, `'${name}' must be called with one argument`);
    const { isTyped, call } = ASSERTIONS[name]!;
    if (isTyped && types?.length !== 1) throw refuse(node, `'${name}' must have one type in angle brackets`);
    count += 1;
    if (name === 'expectError') errors.push(parent);
    if (call === undefined) return true;
    const open = (parent['typeArguments'] as Node).end;
    edits.push(
      { start: node.start, end: node.end, text: `pass(${call}` },
      { start: open, end: open, text: '()' },
      { start: parent.end, end: parent.end, text: ')' },
    );
    return true;
  });

  edits.sort((a, b) => a.start - b.start);
  // Converts an offset in the original to an offset in the new text.
  const moved = (offset: number): number =>
    edits.reduce(
      (sum, { start, end, text }) => (start < offset ? sum + text.length - (end - start) : sum),
      offset,
    );
  let rewritten = '';
  let done = 0;
  for (const { start, end, text: replacement } of edits) {
    rewritten += text.slice(done, start) + replacement;
    done = end;
  }
  rewritten += text.slice(done);
  const errorCases = errors.map(({ start, end }) => ({
    from: placeOf(rewritten, moved(start)),
    to: placeOf(rewritten, moved(end)),
  }));
  return { text: rewritten, errorCases, assertions: count };
}

function* importedNames(declaration: Node): Generator<string> {
  for (const specifier of declaration['specifiers'] as readonly Node[]) {
    const local = (specifier['local'] as Node)['name'] as string;
    const imported = (specifier['imported'] as Node | undefined)?.['name'] as string | undefined;
    // Under another name, a call would not be recognized.
    yield imported === local ? local : `${imported ?? '*'} as ${local}`;
  }
}

/** Whether an identifier at this place names a member, rather than a variable. */
function isMember(parent: Node, key: string): boolean {
  if (parent['computed'] === true) return false;
  return (
    (key === 'key' && parent['shorthand'] !== true) ||
    (key === 'property' && parent.type === 'MemberExpression')
  );
}

type Visitor = (node: Node, parent: Node, key: string) => boolean;

/** Calls `enter` for each node in the order of the text. Its result says whether to visit the nodes inside. */
function visit(node: Node, enter: Visitor, parent: Node = node, key = ''): void {
  if (!enter(node, parent, key)) return;
  for (const [name, member] of Object.entries(node)) {
    for (const inner of Array.isArray(member) ? (member as unknown[]) : [member]) {
      if (isNode(inner)) visit(inner, enter, node, name);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
