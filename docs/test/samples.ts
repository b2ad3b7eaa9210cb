// The samples of the documents: every ```ts block, its marks, and its form as a module and as a program.
import { blocksOf, documents, type Document } from './markdown.ts';

/** A ```ts block. */
export interface Sample {
  /** File and number of the first line, such as `docs/retries.md:12`. */
  readonly place: string;
  readonly file: string;
  readonly line: number;
  readonly code: readonly string[];
  readonly given: readonly string[];
  /** Whether the sample is compiled; false if it is marked `no-check`. */
  readonly check: boolean;
  /** Whether the sample is run; true if it is marked `run`. */
  readonly run: boolean;
}

const PLACES = ['README.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md'];

/** The documents whose samples and links are tested. */
export function sampleDocuments(): Document[] {
  return PLACES.flatMap(documents);
}

/** Every sample of the documents. @throws Error for an unknown mark */
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
            `${place}: a sample is marked \`ts\`, \`ts run\` or \`ts no-check\`, not '${info.join(' ')}'`,
          );
        }
        const check = !marks.includes('no-check');
        return { place, file: document.path, line, code, given, check, run: marks.includes('run') };
      }),
  );
}

/** The sample as a module: first the hidden lines, then the sample, which starts at line `given.length`. */
export function asModule({ given, code }: Sample): string {
  return [...given, ...code, 'export {};', ''].join('\n');
}

// `console.log(x); // → value`, `const x = …; // → value`, `x; // → value`
const CLAIM = /^(\s*)(.+?);?\s*\/\/ → (.+?)\s*$/;
// `await call; // throws ERR_SLUICE_TIMEOUT`
const THROWS = /^(\s*)(.+?);?\s*\/\/ throws ([A-Z]\w+)\s*$/;

/**
 * The sample as a program that checks the claims of its comments. A claim must stand at the end of a line that is one
 * statement or the last line of one.
 * @throws Error for a claim in another place
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
        throw new Error(`${JSON.parse(place)}: this claim cannot be checked`);
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
