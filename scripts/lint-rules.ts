// Rules of this repository, loaded by oxlint (see `jsPlugins` in .oxlintrc.json).
import { posix } from 'node:path';

/** Which of our packages the sources of a package may import. One that is not listed, a plugin, may import core. */
const allowed: Record<string, readonly string[] | 'any'> = {
  core: [],
  undici: ['core', 'pool'],
  got: ['core', 'pool', 'agent', 'sluice'],
  agent: ['core', 'pool'],
  sluice: ['core', 'pool', 'retry', 'gate', 'watchdog', 'undici', 'agent', 'breaker'],
  sdk: ['core', 'sluice'],
  bench: 'any',
};
const byDefault = ['core'];

/** Entry points beside the name of the package itself. */
const subpaths: Readonly<Record<string, readonly string[]>> = {
  fixtures: ['/conformance'],
};

/** Modules that monitoring patches: a named import keeps the function from before the patch. */
const patched = /^(node:)?(http|https|http2|net|tls)$/;

interface Specifier {
  readonly type: string;
  readonly importKind?: string;
}

interface Node {
  readonly type: string;
  /** What is imported; `import x = require('…')` calls it `expression`. */
  readonly source?: { readonly type: string; readonly value?: unknown } | null;
  readonly expression?: { readonly value?: unknown };
  readonly importKind?: string;
  readonly specifiers?: readonly Specifier[];
}

interface Context {
  readonly filename: string;
  report(finding: { node: Node; message: string }): void;
}

type Visitor = Record<string, (node: Node) => void>;

/** The package a file belongs to, and whether it is part of what that package ships. */
export function placeOf(filename: string): { dir: string; shipped: boolean } | undefined {
  const match = /(?:^|\/)packages\/([^/]+)\/(.+)$/.exec(filename.replaceAll('\\', '/'));
  return match?.[1] === undefined
    ? undefined
    : { dir: match[1], shipped: match[2]?.startsWith('src/') === true };
}

function dirOf(filename: string): string {
  return posix.dirname(filename.replaceAll('\\', '/'));
}

/** Says what is wrong with an import, or nothing. */
export function judge(filename: string, specifier: string): string | undefined {
  const place = placeOf(filename);
  const ours = /^(?:@sluice\/([^/]+)|(sluice))(\/.+)?$/.exec(specifier);
  if (ours === null) {
    const target = specifier.startsWith('.') ? placeOf(posix.join(dirOf(filename), specifier)) : undefined;
    const leaves = target !== undefined && target.dir !== place?.dir;
    return leaves ? `Import another package by its name, not by its path ('${specifier}').` : undefined;
  }
  const target = ours[1] ?? 'sluice';
  const subpath = ours[3];
  if (subpath !== undefined && subpath !== '/package.json' && !subpaths[target]?.includes(subpath)) {
    return `'${specifier}' is no entry point of a package; it reaches inside.`;
  }
  if (place?.shipped !== true || target === place.dir) return undefined;
  const may = allowed[place.dir] ?? byDefault;
  if (may === 'any' || may.includes(target)) return undefined;
  const list = may.length === 0 ? 'no package of ours' : may.join(', ');
  return `packages/${place.dir}/src may import ${list}; not ${target}.`;
}

const importDirection = {
  create(context: Context): Visitor {
    const check = (node: Node): void => {
      const specifier = (node.source ?? node.expression)?.value;
      if (typeof specifier !== 'string') return;
      const message = judge(context.filename, specifier);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
      TSExternalModuleReference: check,
    };
  },
};

const noExportAll = {
  create(context: Context): Visitor {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: 'Name what is exported; `export *` hides what the public face is.' });
      },
    };
  },
};

const defaultNodeImports = {
  create(context: Context): Visitor {
    return {
      ImportDeclaration(node) {
        const name = node.source?.value;
        if (typeof name !== 'string' || !patched.test(name) || node.importKind === 'type') return;
        const fine = (one: Specifier): boolean =>
          one.type === 'ImportDefaultSpecifier' || one.importKind === 'type';
        if (node.specifiers?.every(fine) === true) return;
        context.report({
          node,
          message: `Import '${name}' as a default import, so that a later patch of it is seen.`,
        });
      },
    };
  },
};

export default {
  meta: { name: 'sluice' },
  rules: {
    'import-direction': importDirection,
    'no-export-all': noExportAll,
    'default-node-imports': defaultNodeImports,
  },
};
