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
export function isList<List extends readonly unknown[]>(list: object | List): list is List {
  return Array.isArray(list);
}

/** Listeners that can be removed again: as {@link Listeners}, but the array may end with free places. */
export type RemovableListeners<Listener extends object> = Listener | (Listener | undefined)[] | undefined;

/** The list with one more listener, after the others. */
export function withRemovable<Listener extends object>(
  list: RemovableListeners<Listener>,
  listener: Listener,
): RemovableListeners<Listener> {
  if (list === undefined) return listener;
  if (!isList(list)) return [list, listener];
  let end = list.length;
  while (end > 0 && list[end - 1] === undefined) end--;
  // Not with `push`, which allocates room for 17 more.
  if (end === list.length) return [...list, listener];
  list[end] = listener;
  return list;
}

/** The list without a listener, which is usually the last. Not with `splice`, which creates an array. */
export function withoutRemovable<Listener extends object>(
  list: RemovableListeners<Listener>,
  listener: Listener,
): RemovableListeners<Listener> {
  if (list === listener) return undefined;
  if (list === undefined || !isList(list)) return list;
  let index = list.length - 1;
  while (index >= 0 && list[index] !== listener) index--;
  if (index !== -1) for (; index < list.length; index++) list[index] = list[index + 1];
  return list;
}
