// Draws a progress bar in the terminal.
import type { DownloadProgress } from '@sluice/sdk';

const WIDTH = 40;

/** The output of the bar: a terminal, or a file. */
interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** In a terminal, one line that is drawn again as the download proceeds; in a file, a line for each tenth. */
export class ProgressBar {
  readonly #output: Output;
  readonly #startedAt = performance.now();
  #firstBytes: number | undefined;
  #shown = '';
  #tenth = -1;

  constructor(output: Output) {
    this.#output = output;
  }

  show({ transferred, total, resumedFrom }: DownloadProgress): void {
    this.#firstBytes ??= resumedFrom;
    const seconds = Math.max(0.001, (performance.now() - this.#startedAt) / 1000);
    const speed = `${megabytes((transferred - this.#firstBytes) / seconds)}/s`;
    if (total === undefined)
      return this.#draw(`${megabytes(transferred)}  ${speed}`, Math.floor(transferred / 10_000_000));
    const share = total === 0 ? 1 : transferred / total;
    const filled = Math.floor(share * WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    const line = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${megabytes(transferred)} of ${megabytes(total)}  ${speed}`;
    this.#draw(line, Math.floor(share * 10));
  }

  #draw(line: string, tenth: number): void {
    if (this.#output.isTTY === true) {
      // Most chunks do not change the line.
      if (line !== this.#shown) this.#output.write(`\r\u001B[K${line}`);
    } else if (tenth !== this.#tenth) {
      this.#output.write(`${line}\n`);
    }
    this.#shown = line;
    this.#tenth = tenth;
  }

  /** Ends the line, which stays visible. */
  end(): void {
    if (this.#output.isTTY === true && this.#shown !== '') this.#output.write('\n');
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
