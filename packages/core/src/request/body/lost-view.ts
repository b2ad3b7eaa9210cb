// oxlint-disable-next-line typescript/unbound-method -- called with a view
const { at } = Uint8Array.prototype;

/**
 * Whether the memory of a view is gone: its buffer was transferred (to a worker, or by `transfer()`), or is resizable
 * and was shrunk below the view. Such a view of bytes reads as empty and looks like an empty body.
 */
export function isLost(view: ArrayBufferView): boolean {
  try {
    // Both throw for such a view, and a view that has bytes is not one.
    if (view instanceof DataView) return view.byteLength < 0;
    if (view.byteLength === 0) Reflect.apply(at, view, [0]);
    return false;
  } catch {
    return true;
  }
}

/** Whether a buffer was transferred: it has no memory any more. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  return buffer instanceof ArrayBuffer && buffer.detached;
}
