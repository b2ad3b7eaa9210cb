// Lists of listeners that cost little while they are short.

/** No listener, one, or several in the order they were added. One listener, the usual number, needs no array. */
export type Listeners<Listener extends object> = Listener | Listener[] | undefined;

/** The list with one more listener at its end. */
export function withListener<Listener extends object>(
  list: Listeners<Listener>,
  listener: Listener,
): Listeners<Listener> {
  if (list === undefined) return listener;
  if (!isList(list)) return [list, listener];
  list.push(listener);
  return list;
}

/** Whether there are several listeners. */
export function isList<Listener extends object>(list: Listener | Listener[]): list is Listener[] {
  return Array.isArray(list);
}

/**
 * Listeners that can be removed again, in the order they were added, followed by free places. Create it with free
 * places: the first `push` onto an empty array makes room for 17 entries.
 */
export type RemovableListeners<Listener> = (Listener | undefined)[];

/** Adds a listener in the first free place. */
export function addListener<Listener>(list: RemovableListeners<Listener>, listener: Listener): void {
  let end = list.length;
  while (end > 0 && list[end - 1] === undefined) end--;
  list[end] = listener;
}

/** Removes a listener, which is usually the last. Does without `splice`, which creates an array of what it removed. */
export function removeListener<Listener>(list: RemovableListeners<Listener>, listener: Listener): void {
  let index = list.length - 1;
  while (index >= 0 && list[index] !== listener) index--;
  if (index === -1) return;
  for (; index < list.length; index++) list[index] = list[index + 1];
}
