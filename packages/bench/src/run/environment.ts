// Describes the machine and the versions that results depend on.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findPackageJSON } from 'node:module';
import type { Peer } from '../peers/peer.ts';
import type { Machine } from './results.ts';

/** Describes the machine. @param loadBefore its load when the run began */
export function machine(loadBefore: number): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    system: `${os.type()} ${os.release()}`,
    load: [loadBefore, load()],
  };
}

/** Load average over a minute, with two decimals. */
export function load(): number {
  return Number((os.loadavg()[0] ?? 0).toFixed(2));
}

/** Versions of Node.js and of the packages of the peers. */
export function versionsOf(peers: readonly Peer[]): Record<string, string> {
  const names = new Set(peers.flatMap(({ packages }) => packages));
  const packages = [...names].map((name) => [name, versionOf(name)] as const);
  return {
    node: process.versions.node,
    'undici in node': process.versions['undici'] ?? '',
    ...Object.fromEntries(packages),
  };
}

function versionOf(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(path.resolve(manifest), 'utf8')) as { version: string }).version;
}
