// Detection of buffers whose memory was transferred or shrunk.
// oxlint-disable-next-line typescript/unbound-method -- called with a view
const { at } = Uint8Array.prototype;

/**
 * Whether a view has lost its memory: its buffer was transferred (to a worker, or by `transfer()`), or was shrunk below the
 * view. Such a view has the length 0 and looks like an empty body.
 */
export function isLost(view: ArrayBufferView): boolean {
  try {
    // Both checks throw for such a view. A view that has bytes needs no check.
    if (view instanceof DataView) return view.byteLength < 0;
    if (view.byteLength === 0) Reflect.apply(at, view, [0]);
    return false;
  } catch {
    return true;
  }
}

/** Whether a buffer was transferred, so that it has no memory. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  return buffer instanceof ArrayBuffer && buffer.detached;
}
