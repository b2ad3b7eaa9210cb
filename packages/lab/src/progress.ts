// The progress of the lab on a terminal.
import type { ScenarioResult } from './model.ts';

/** Notified of the progress of the lab. */
export interface Progress {
  begin(steps: number): void;
  step(text: string): void;
  stepDone(): void;
  scenarioDone(result: ScenarioResult): void;
  end(): void;
}

/** The stream that progress is written to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** On a terminal, one line that is overwritten; otherwise, one line per scenario. */
export function progressOn(stream: ProgressStream, terminal: string | undefined): Progress {
  return stream.isTTY === true && terminal !== 'dumb' ? new ProgressLine(stream) : new ProgressLines(stream);
}

/** Prints nothing. */
export const silent: Progress = {
  begin: () => undefined,
  step: () => undefined,
  stepDone: () => undefined,
  scenarioDone: () => undefined,
  end: () => undefined,
};

const CLEAR_LINE = '\r\u001B[2K';

class ProgressLine implements Progress {
  readonly #stream: ProgressStream;
  #steps = 0;
  #done = 0;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  begin(steps: number): void {
    this.#steps = steps;
  }

  step(text: string): void {
    const line = `${this.#done}/${this.#steps} ${text}`;
    // A terminal of unknown width has 0 columns.
    const columns = this.#stream.columns ?? 0;
    this.#stream.write(CLEAR_LINE + line.slice(0, (columns > 0 ? columns : 80) - 1));
  }

  stepDone(): void {
    this.#done += 1;
  }

  scenarioDone(): void {}

  end(): void {
    this.#stream.write(CLEAR_LINE);
  }
}

class ProgressLines implements Progress {
  readonly #stream: ProgressStream;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  begin(steps: number): void {
    this.#stream.write(`The connection lab: ${steps} comparisons\n`);
  }

  step(): void {}
  stepDone(): void {}

  scenarioDone({ name, title, ms }: ScenarioResult): void {
    this.#stream.write(`  ${name}: ${title} (${(ms / 1000).toFixed(1)} s)\n`);
  }

  end(): void {}
}
