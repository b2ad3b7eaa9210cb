// The samples of the documents: every ```ts block, what is to be done with it, and its form as a module.
import { blocksOf, documents, type Document } from './markdown.ts';

/** A ```ts block. */
export interface Sample {
  /** `docs/retries.md:12`, the line of its first line. */
  readonly place: string;
  readonly file: string;
  readonly line: number;
  readonly code: readonly string[];
  readonly given: readonly string[];
  /** Whether it is compiled: all but those marked `no-check`. */
  readonly check: boolean;
  /** Whether it is run: those marked `run`. */
  readonly run: boolean;
}

const PLACES = ['README.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md'];

/** The documents whose samples and links are tested. */
export function sampleDocuments(): Document[] {
  return PLACES.flatMap(documents);
}

/** Every sample of the documents. @throws for a mark nobody knows. */
export function allSamples(): Sample[] {
  return sampleDocuments().flatMap((document) =>
    blocksOf(document)
      .filter(({ info }) => /^(ts|typescript|js|javascript)$/.test(info[0] ?? ''))
      .map(({ info, line, code, given }) => {
        const place = `${document.path}:${line}`;
        const marks = info.slice(1);
        const unknown = marks.find((mark) => mark !== 'run' && mark !== 'no-check');
        if (info[0] !== 'ts' || unknown !== undefined) {
          throw new Error(
            `${place}: the samples are \`ts\`, \`ts run\` or \`ts no-check\`, not '${info.join(' ')}'`,
          );
        }
        const check = !marks.includes('no-check');
        return { place, file: document.path, line, code, given, check, run: marks.includes('run') };
      }),
  );
}

/** The sample as a module of its own: what is given, then the sample. Its lines begin at `given.length`. */
export function asModule({ given, code }: Sample): string {
  return [...given, ...code, 'export {};', ''].join('\n');
}

// `console.log(x); // → value`, `const x = …; // → value`, `x; // → value`
const CLAIM = /^(\s*)(.+?);?\s*\/\/ → (.+?)\s*$/;
// `await call; // throws ERR_SLUICE_TIMEOUT`
const THROWS = /^(\s*)(.+?);?\s*\/\/ throws ([A-Z]\w+)\s*$/;

/**
 * The sample as a program: what its comments claim is looked at while it runs. A claim stands at the end of a line
 * that is one statement, or the last line of one.
 * @throws for a claim in a place where it cannot be looked at.
 */
export function asProgram(sample: Sample): string {
  const code = sample.code.map((text, index) => {
    const place = JSON.stringify(`${sample.file}:${sample.line + index}`);
    const thrown = THROWS.exec(text);
    if (thrown !== null) {
      const [, indent = '', statement = '', what = ''] = thrown;
      return `${indent}await assertThrows(${place}, ${JSON.stringify(what)}, async () => { ${statement}; });`;
    }
    const claim = CLAIM.exec(text);
    if (claim === null) {
      if (/\/\/ (→|throws [A-Z])/.test(text))
        throw new Error(`${JSON.parse(place)}: a claim that cannot be looked at`);
      return text;
    }
    const [, indent = '', statement = '', value = ''] = claim;
    const logged = /^console\.(?:log|info|warn|error)\((.+)\)$/.exec(statement);
    const named = /^(?:const|let)\s+(\w+)(?::[^=]+)?\s*=/.exec(statement);
    const look = (what: string): string => `assertClaim(${place}, ${JSON.stringify(value)}, ${what});`;
    if (logged !== null) return `${indent}${look(logged[1] ?? '')}`;
    if (named !== null) return `${indent}${statement}; ${look(named[1] ?? '')}`;
    return `${indent}${look(`(${statement})`)}`;
  });
  return [...sample.given, ...code, 'export {};', ''].join('\n');
}
