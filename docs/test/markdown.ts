// A parser for the Markdown that the documents use: fenced blocks, headings, links and tables.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository. */
export const root: string = dirname(dirname(import.meta.dirname));

/** One Markdown file. */
export interface Document {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly lines: readonly string[];
}

/** A fenced block, with the lines of a comment `<!-- given … -->` right before it. */
export interface Block {
  /** The words after the fence: `ts run`. */
  readonly info: readonly string[];
  /** Number of the first line inside the fence, from 1. */
  readonly line: number;
  readonly code: readonly string[];
  /** Hidden lines: code that the sample needs but does not show. */
  readonly given: readonly string[];
}

/** The documents that match a pattern, sorted by path, without installed and built files. */
export function documents(pattern: string): Document[] {
  return globSync(pattern, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.tsbuild)$/.test(path),
  })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map(readDocument);
}

/** Reads one document. */
export function readDocument(path: string): Document {
  return { path, lines: readFileSync(join(root, path), 'utf8').split('\n') };
}

/** Every fenced block of a document. @throws Error for an unclosed fence or comment */
export function blocksOf({ path, lines }: Document): Block[] {
  const blocks: Block[] = [];
  let given: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const fence = /^(\s*)(`{3,})\s*(.*)$/.exec(line);
    if (/^<!-- given\s*$/.test(line)) {
      const end = lines.indexOf('-->', index);
      if (end === -1) throw new Error(`${path}:${index + 1}: unclosed comment`);
      given = lines.slice(index + 1, end);
      index = end;
    } else if (fence !== null) {
      const [, indent = '', ticks = '', info = ''] = fence;
      const end = lines.findIndex((other, at) => at > index && other.trim() === ticks);
      if (end === -1) throw new Error(`${path}:${index + 1}: unclosed block`);
      const code = lines.slice(index + 1, end).map((text) => text.slice(indent.length));
      blocks.push({ info: info.split(/\s+/), line: index + 2, code, given });
      given = [];
      index = end;
    }
  }
  return blocks;
}

/** The lines of a document with the lines of blocks emptied, so that line numbers stay. */
function proseOf(document: Document): string[] {
  const prose = [...document.lines];
  for (const { line, code } of blocksOf(document)) {
    for (let index = line - 2; index < line + code.length; index++) prose[index] = '';
  }
  return prose;
}

/** The anchors of a document's headings, as GitHub generates them. */
export function anchorsOf(document: Document): Set<string> {
  const anchors = new Set<string>();
  for (const line of proseOf(document)) {
    const heading = /^#{1,6}\s+(.+?)\s*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let unique = slug;
    for (let again = 1; anchors.has(unique); again++) unique = `${slug}-${again}`;
    anchors.add(unique);
  }
  return anchors;
}

/** A link or image. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

/** Every link outside blocks and code spans. */
export function linksOf(document: Document): Link[] {
  return proseOf(document).flatMap((text, index) => {
    const plain = text.replace(/`[^`]*`/g, (code) => 'x'.repeat(code.length));
    return [...plain.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => ({
      target,
      line: index + 1,
    }));
  });
}

/** A row of a table. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of every table whose first column has this heading. */
export function rowsOf(document: Document, heading: string): Row[] {
  const rows: Row[] = [];
  let inside = false;
  for (const [index, line] of proseOf(document).entries()) {
    if (!line.startsWith('|')) {
      inside = false;
      continue;
    }
    const cells = line
      .slice(1, line.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
    if (cells[0] === heading) inside = true;
    else if (inside && !/^[-:\s]+$/.test(cells[0] ?? '')) rows.push({ cells, line: index + 1 });
  }
  return rows;
}

/** The first code span of a cell. */
export function codeIn(cell: string | undefined): string {
  return /`([^`]+)`/.exec(cell ?? '')?.[1] ?? '';
}
