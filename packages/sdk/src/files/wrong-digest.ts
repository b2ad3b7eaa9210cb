// Compares the digests of a file with the expected ones.
import { algorithmsOf, RunningDigests, type ExpectedDigests } from './digests.ts';
import type { PartFile } from './part-file.ts';

/**
 * The algorithm whose digest of a file is not the expected one; undefined if all are right.
 * @param running what was hashed as the bytes arrived; used if it has seen the whole file. Otherwise, the file is read
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
