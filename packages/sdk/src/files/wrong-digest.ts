// Compares the digests of a file with the expected ones.
import { algorithmsOf, RunningDigests, type ExpectedDigests } from './digests.ts';
import type { PartFile } from './part-file.ts';

/**
 * The first algorithm whose digest of a file differs from the expected one; undefined if all match.
 * @param running the digests of the bytes as they arrived. The file is read again unless they cover all of it
 * @throws the reason of the signal; errors of the disk
 */
export async function wrongDigest(
  part: PartFile,
  expected: ExpectedDigests,
  running: RunningDigests | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const algorithms = algorithmsOf(expected);
  if (algorithms.length === 0) return undefined;
  if (running?.bytes === part.position && running.covers(expected)) return running.mismatch(expected);
  const digests = new RunningDigests(algorithms);
  for await (const piece of part.content()) {
    digests.update(piece);
    signal.throwIfAborted();
  }
  return digests.mismatch(expected);
}
