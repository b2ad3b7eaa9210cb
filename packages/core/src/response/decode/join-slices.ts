// Joins the slices of a body without blocking the event loop.
import { setImmediate as turn } from 'node:timers/promises';

/** Bytes copied per turn of the event loop: about a millisecond. */
const BYTES_PER_TURN = 4_194_304;

const COPIED = new Uint8Array(0);

/**
 * Joins the slices of a body in a buffer of exactly their length. A long body is copied in several turns of the event loop,
 * and each slice is released as soon as it is copied.
 * @param slices are replaced by empty arrays
 * @param check called after each turn; an error that it throws ends the copying
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
  let turnOffset = 0;
  for (const [index, slice] of slices.entries()) {
    whole.set(slice, offset);
    slices[index] = COPIED;
    offset += slice.length;
    if (offset - turnOffset < BYTES_PER_TURN) continue;
    turnOffset = offset;
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await turn();
    check();
  }
  return whole;
}
