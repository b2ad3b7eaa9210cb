import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabResult } from '../src/model.ts';

const main = path.join(import.meta.dirname, '../src/main.ts');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the lab from its sources, in a process of its own. */
function lab(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const argv = ['--conditions=@sluice/source', '--no-warnings', main, ...args];
    execFile(process.execPath, argv, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('the lab', { timeout: 60_000 }, () => {
  it('runs a scenario and prints only JSON', async () => {
    const { code, stdout, stderr } = await lab('--only', 'unread-errors', '--scale', '0.2', '--json');
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as LabResult & { readonly report: string | null };
    expect(result).toMatchObject({ passed: 2, failed: 0, report: null, scale: 0.2 });
    expect(code).toBe(0);
    const [scenario] = result.scenarios;
    expect(scenario?.name).toBe('unread-errors');
    for (const { plain, sluice } of scenario?.groups[0]?.rows ?? []) {
      expect(plain).toMatchObject({ client: 'node:http', calls: 80, answered: 80, values: { opened: 80 } });
      expect(sluice).toMatchObject({ client: 'sluice', calls: 80, answered: 80, finished: true });
      expect(sluice.values.opened).toBeLessThanOrEqual(50);
      expect(sluice.values.time).toBeGreaterThan(0);
    }
  });

  it("uses got's transport for Sluice on request, with the same verdicts", async () => {
    const args = ['--only', 'unread-errors', '--scale', '0.2', '--json', '--transport', 'got'];
    const { code, stdout, stderr } = await lab(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { scenarios, ...result } = JSON.parse(stdout) as LabResult;
    expect(result).toMatchObject({ passed: 2, failed: 0 });
    for (const { sluice } of scenarios[0]?.groups[0]?.rows ?? []) {
      expect(sluice).toMatchObject({ client: 'sluice on got', calls: 80, answered: 80 });
      expect(sluice.values.opened).toBeLessThanOrEqual(50);
    }
  });

  it('uses TLS on request, with the same verdicts', async () => {
    const { code, stdout, stderr } = await lab(
      '--only',
      'unread-errors',
      '--scale',
      '0.2',
      '--json',
      '--tls',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { scenarios, ...result } = JSON.parse(stdout) as LabResult;
    expect(result).toMatchObject({ passed: 2, failed: 0, tls: true });
    for (const { plain, sluice } of scenarios[0]?.groups[0]?.rows ?? []) {
      expect([plain.answered, sluice.answered]).toEqual([80, 80]);
    }
  });

  it('opens no more connections over TLS than there are concurrent calls', async () => {
    const { code, stdout } = await lab('--only', 'quick-answers', '--scale', '0.2', '--json');
    const { scenarios, passed } = JSON.parse(stdout) as LabResult;
    expect({ code, passed }).toEqual({ code: 0, passed: 4 });
    const opened = scenarios[0]?.groups.map(({ rows }) =>
      rows.map(({ sluice }) => sluice.values.opened ?? 0),
    );
    expect(Math.max(...(opened?.[0] ?? []))).toBe(1);
    expect(Math.max(...(opened?.[1] ?? []))).toBeLessThanOrEqual(50);
  });

  it('prints tables without colours to a pipe, and writes the report to the given path', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'connection-lab-'));
    const report = path.join(folder, 'deep', 'report.html');
    try {
      const { stdout, stderr, code } = await lab('--only', 'overrun', '--scale', '0.2', '--report', report);
      expect(stdout).toMatch(/^Sluice's timeout policy: detach .* pass$/m);
      expect(stdout).toContain(`Report: ${report}`);
      expect(stdout + stderr).not.toContain('\u001B');
      expect(stderr).toMatch(/^ {2}overrun: .* \(\d+\.\d s\)$/m);
      expect(code).toBe(0);
      expect(await readFile(report, 'utf8')).toContain('</html>');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('lists the scenarios if one is unknown', async () => {
    const { code, stdout, stderr } = await lab('--only', 'nothing', '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/slow-dial +\S/);
  });
});
