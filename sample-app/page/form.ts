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

  /** For what becomes a part of a path, where nothing would be another path. @throws when the field is empty. */
  required(name: string): string {
    const text = this.text(name);
    if (text === '') throw new Error(`${name} should not be empty`);
    return text;
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
