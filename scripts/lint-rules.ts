// The lint rules of this repository, loaded by oxlint (`jsPlugins` in .oxlintrc.json).
import { posix } from 'node:path';

/** The packages of this repository that the sources of a package may import. For unlisted packages see `byDefault`. */
const allowed: Record<string, readonly string[] | 'any'> = {
  core: [],
  undici: ['core', 'pool'],
  got: ['core', 'pool', 'agent', 'sluice'],
  agent: ['core', 'pool'],
  sluice: ['core', 'pool', 'retry', 'gate', 'watchdog', 'undici', 'agent', 'auth', 'breaker'],
  sdk: ['core', 'sluice'],
  bench: 'any',
  lab: 'any',
  soak: 'any',
};

/** The imports that plugins, `pool` and `fixtures` may have. */
const byDefault = ['core'];

/** The entry points of packages besides their names. */
const subpaths: Readonly<Record<string, readonly string[]>> = {
  core: ['/plugin', '/transport', '/internal'],
  fixtures: ['/conformance', '/vitest', '/node-test', '/jest'],
  sluice: ['/dispatcher'],
  undici: ['/dispatcher'],
};

/**
 * The rooms of a package's sources, one line per floor, from the top. A file may import, types included, from its own
 * room and from rooms on lower floors. A room is a folder or a file. A listed folder inside a room is a separate room.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [
    ['index.ts', 'plugin-api.ts', 'transport-api.ts', 'internal-api.ts'],
    ['client'],
    ['fetch'],
    ['redirect', 'hooks'],
    ['pipeline'],
    ['wire'],
    ['transport.ts'],
    ['plugin.ts', 'registry.ts', 'diagnostics.ts'],
    ['interceptor.ts'],
    ['request'],
    ['request/body'],
    ['response'],
    ['response/decode'],
    ['response/body'],
    ['response/drain'],
    ['lifecycle'],
    ['headers'],
    ['options'],
    ['errors'],
    ['history'],
    ['time'],
  ],
  agent: [
    ['index.ts'],
    ['registry.ts'],
    ['http-agent.ts', 'https-agent.ts'],
    ['socket-lists.ts', 'pooled-agent.ts'],
    ['pool-adapter.ts'],
    ['request'],
    ['connection'],
    ['connection-key.ts'],
    ['dial'],
    ['options.ts', 'node-http.ts', 'node-internals.ts'],
  ],
  got: [['index.ts'], ['resilient'], ['transport'], ['any-got.ts']],
  undici: [
    ['index.ts', 'dispatcher-api.ts'],
    ['transport.ts', 'dispatcher'],
    ['attempt'],
    ['destination'],
    ['http2'],
    ['connection'],
    ['dial'],
    ['proxy'],
    ['tls'],
    ['undici-internals'],
    ['wire'],
  ],
};

/** Modules that monitoring tools patch. A named import would keep the unpatched function. */
const patched = /^(node:)?(http|https|http2|net|tls)$/;

interface Specifier {
  readonly type: string;
  readonly importKind?: string;
}

interface Node {
  readonly type: string;
  /** The imported module; `import x = require('…')` has it in `expression`. */
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

/** The location of a file. */
interface Place {
  /** The folder of its package. */
  readonly dir: string;
  /** Whether the file belongs to the package's sources. */
  readonly shipped: boolean;
  /** The path within the sources; for other files within the package. */
  readonly path: string;
}

/** The package of a file, and whether the file is one of its sources. */
export function placeOf(filename: string): Place | undefined {
  const match = /(?:^|\/)packages\/([^/]+)\/(src\/)?(.+)$/.exec(filename.replaceAll('\\', '/'));
  if (match?.[1] === undefined || match[3] === undefined) return undefined;
  return { dir: match[1], shipped: match[2] !== undefined, path: match[3] };
}

/** The innermost room of a source file and its floor, counted from the top. */
function roomOf(dir: string, path: string): { room: string; floor: number } | undefined {
  let found: { room: string; floor: number } | undefined;
  floors[dir]?.forEach((rooms, floor) => {
    for (const room of rooms) {
      const inside = path === room || path.startsWith(`${room}/`);
      if (inside && room.length > (found?.room.length ?? 0)) found = { room, floor };
    }
  });
  return found;
}

/** The fault of an import within the sources of one package; undefined if it is allowed. */
function judgeRooms(dir: string, from: string, to: string): string | undefined {
  if (floors[dir] === undefined) return undefined;
  const source = roomOf(dir, from);
  const target = roomOf(dir, to);
  if (source === undefined) return `packages/${dir}/src/${from} is in no room of its package.`;
  if (target === undefined || target.room === source.room || target.floor > source.floor) return undefined;
  return `The room '${source.room}' of ${dir} may import only from rooms on lower floors, not from '${target.room}'.`;
}

function dirOf(filename: string): string {
  return posix.dirname(filename.replaceAll('\\', '/'));
}

/** The fault of an import; undefined if it is allowed. */
export function judge(filename: string, specifier: string): string | undefined {
  const place = placeOf(filename);
  const ours = /^(?:@sluice\/([^/]+)|(sluice))(\/.+)?$/.exec(specifier);
  if (ours === null) {
    const target = specifier.startsWith('.') ? placeOf(posix.join(dirOf(filename), specifier)) : undefined;
    if (target === undefined) return undefined;
    if (target.dir !== place?.dir) {
      return `Import another package by its name, not by its path ('${specifier}').`;
    }
    return place.shipped && target.shipped ? judgeRooms(place.dir, place.path, target.path) : undefined;
  }
  const target = ours[1] ?? 'sluice';
  const subpath = ours[3];
  if (subpath !== undefined && subpath !== '/package.json' && !subpaths[target]?.includes(subpath)) {
    return `'${specifier}' is not an entry point of its package.`;
  }
  if (place?.shipped !== true || target === place.dir) return undefined;
  const may = allowed[place.dir] ?? byDefault;
  if (may === 'any' || may.includes(target)) return undefined;
  const list = may.length === 0 ? 'no other package' : may.join(', ');
  return `packages/${place.dir}/src may import ${list}, not ${target}.`;
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
        context.report({ node, message: 'Name the exports: `export *` hides the public interface.' });
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
          message: `Import '${name}' as a default import, so that later patches of the module take effect.`,
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
