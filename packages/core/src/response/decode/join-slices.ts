import { setImmediate as turn } from 'node:timers/promises';

/** Bytes that are copied in one turn of the event loop: about a millisecond. */
const BYTES_PER_TURN = 4_194_304;

const COPIED = new Uint8Array(0);

/**
 * The slices of a body as one, in a buffer that holds nothing else. A long body is copied over several turns of the event
 * loop, and each slice is let go of as soon as it is copied.
 * @param slices emptied
 * @param check called after each turn; what it throws ends the copying
 */
export async function joinSlices(
  slices: Uint8Array[],
  length: number,
  check: () => void,
): Promise<Uint8Array> {
  const [first] = slices;
  if (slices.length <= 1) return first ?? new Uint8Array(0);
  const whole = Buffer.allocUnsafeSlow(length);
  let offset = 0;
  let rested = 0;
  for (const [index, slice] of slices.entries()) {
    whole.set(slice, offset);
    slices[index] = COPIED;
    offset += slice.length;
    if (offset - rested < BYTES_PER_TURN) continue;
    rested = offset;
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await turn();
    check();
  }
  return whole;
}
