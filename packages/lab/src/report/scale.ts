// Scales of charts.

/** Maps a value from 0 to `most` to a position from `from` to `to`, limited to that range. */
export function place(value: number, most: number, from: number, to: number): number {
  const part = most <= 0 ? 0 : Math.min(1, Math.max(0, value / most));
  return Math.round((from + part * (to - from)) * 10) / 10;
}

/** The smallest round number (1, 2, 2.5 or 5 times a power of ten) of at least `value`; 1 for 0. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}
