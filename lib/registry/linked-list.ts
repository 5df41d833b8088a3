/** What can stand in one `LinkedList` at a time. */
export interface Linked<T> {
  previous: T | undefined;
  next: T | undefined;
}

/** A list whose elements know their neighbours: adding and removing any of them takes constant time. */
export class LinkedList<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get first(): T | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** Those of this moment, in order. */
  toArray(): T[] {
    const elements: T[] = [];
    for (let element = this.#first; element !== undefined; element = element.next)
      elements.push(element);
    return elements;
  }

  push(element: T): void {
    element.previous = this.#last;
    if (this.#last === undefined) this.#first = element;
    else this.#last.next = element;
    this.#last = element;
    this.#size++;
  }

  remove(element: T): void {
    if (element.previous === undefined) this.#first = element.next;
    else element.previous.next = element.next;
    if (element.next === undefined) this.#last = element.previous;
    else element.next.previous = element.previous;
    // A removed element must not keep its old neighbours reachable.
    element.previous = undefined;
    element.next = undefined;
    this.#size--;
  }
}
