// What an editor shows for TypeScript sources, some of which the test replaces.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The part of the compiler's API that is used here. */
interface Compiler {
  createLanguageService(host: object): {
    getSemanticDiagnostics(file: string): { messageText: string | object; start?: number }[];
    getQuickInfoAtPosition(
      file: string,
      position: number,
    ): { documentation?: { text: string }[]; displayParts?: { text: string }[] } | undefined;
  };
  parseJsonConfigFileContent(json: object, host: object, base: string): { options: object };
  flattenDiagnosticMessageText(text: string | object, newLine: string): string;
  getDefaultLibFilePath(options: object): string;
  readonly sys: Record<
    'fileExists' | 'readFile' | 'readDirectory' | 'directoryExists' | 'getDirectories',
    unknown
  >;
  readonly ScriptSnapshot: { fromString(text: string): object };
}

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The compiler of tsd, since TypeScript 7 has no language service for Node.js. */
function compiler(): Compiler {
  const fromRoot = createRequire(`${root}package.json`);
  return createRequire(fromRoot.resolve('tsd'))('@tsd/typescript') as Compiler;
}

/** An open file. */
export interface Look {
  /** The errors that the compiler reports in it. */
  readonly errors: string[];
  /** The comment that an editor shows at the first occurrence of a text. */
  commentAt(text: string): string | undefined;
}

/**
 * Opens a file in an editor.
 * @param file its path, from the root of the repository
 * @param replaced the texts of files, this one among them, by their paths
 */
export function open(file: string, replaced: Readonly<Record<string, string>>): Look {
  const ts = compiler();
  const config = { extends: './tsconfig.test.base.json', compilerOptions: { tsBuildInfoFile: null } };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const text = (path: string): string | undefined =>
    replaced[path.slice(root.length)] ?? (isFile(path) ? readFileSync(path, 'utf8') : undefined);
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => ({ ...options, incremental: false, skipLibCheck: true }),
    getScriptFileNames: () => [root + file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path: string) => {
      const found = text(path);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings: object) => ts.getDefaultLibFilePath(settings),
    fileExists: (path: string) => text(path) !== undefined,
    readFile: text,
  });
  return {
    errors: service
      .getSemanticDiagnostics(root + file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    commentAt(place) {
      const info = service.getQuickInfoAtPosition(root + file, (replaced[file] ?? '').indexOf(place));
      return info?.documentation?.map((part) => part.text).join('');
    },
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
