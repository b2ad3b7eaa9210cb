// The command `npm start`: runs the lab and prints its result.
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type StyleTextOptions, styleText } from 'node:util';
import { type Settings, parseArguments } from './arguments.ts';
import { runLab } from './lab.ts';
import type { LabResult } from './model.ts';
import { type ProgressStream, progressOn, silent } from './progress.ts';
import { renderHtml } from './report/html.ts';
import { renderJson } from './report/json.ts';
import { type Paint, renderText } from './report/text.ts';
import { scenarios } from './scenarios/index.ts';

/** The streams and the environment of the process. */
export interface Console {
  readonly stdout: ProgressStream & NodeJS.WritableStream;
  readonly stderr: ProgressStream & NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs the command. @returns the exit code */
export async function main(argv: readonly string[], { stdout, stderr, env }: Console): Promise<number> {
  const request = parseArguments(argv, scenarios);
  if (request.kind !== 'run') {
    (request.kind === 'help' ? stdout : stderr).write(request.text);
    return request.kind === 'help' ? 0 : 2;
  }
  const { settings } = request;
  const { only, scale, json, transport, tls } = settings;
  const chosen = scenarios.filter(({ name }) => only.length === 0 || only.includes(name));
  const progress = json && stderr.isTTY !== true ? silent : progressOn(stderr, env['TERM']);
  const result = await runLab(chosen, { scale, progress, transport, tls });
  const report = reportPath(result, settings);
  if (json) stdout.write(renderJson(result, report));
  else stdout.write(renderText(result, paintFor(stdout)));
  const written = report === undefined || (await writeReport(result, report, stderr));
  if (written && report !== undefined && !json) stdout.write(`Report: ${report}\n`);
  return result.failed > 0 || !written ? 1 : 0;
}

/** The path of the HTML report; undefined if none is written. */
function reportPath({ startedAt }: LabResult, { report, json }: Settings): string | undefined {
  if (report === undefined && json) return undefined;
  const stamp = startedAt.replaceAll(/\D/g, '').slice(0, 14);
  return path.resolve(report ?? path.join(os.tmpdir(), `connection-lab-${stamp}.html`));
}

/** Writes the HTML report. Prints a message if that fails. */
async function writeReport(result: LabResult, file: string, stderr: NodeJS.WritableStream): Promise<boolean> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, renderHtml(result));
    return true;
  } catch (error) {
    stderr.write(
      `The report could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return false;
  }
}

/** Colours on a terminal, unless NO_COLOR or a similar variable disables them. */
function paintFor(stream: NodeJS.WritableStream): Paint {
  const paint =
    (style: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(style, text, { stream } satisfies StyleTextOptions);
  return { strong: paint('bold'), good: paint('green'), bad: paint('red') };
}
