/** The fields of a form that was submitted; the browser itself sends it nowhere. */
export class Form {
  readonly #element: HTMLFormElement;
  readonly #fields: FormData;

  constructor(event: SubmitEvent) {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) throw new TypeError('not a form');
    this.#element = event.target;
    this.#fields = new FormData(event.target);
  }

  text(name: string): string {
    const field = this.#fields.get(name);
    if (typeof field !== 'string') throw new TypeError(`the form has no field ${name}`);
    return field;
  }

  /** An empty field is no number: `undefined`, which JSON leaves out, so that the application says what it wants. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === '' ? undefined : Number(text);
  }

  reset(): void {
    this.#element.reset();
  }
}
