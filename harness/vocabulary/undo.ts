// Whatever is acquired returns its undo, pushed at once, run last in first out.

export type Undo = () => void | Promise<void>;

export class UndoStack {
  readonly #undos: { readonly what: string; readonly undo: Undo }[] = [];

  push(what: string, undo: Undo): void {
    this.#undos.push({ what, undo });
  }

  /** Runs every undo, also after one has failed. Returns the failures; never throws. */
  async unwind(): Promise<readonly { readonly what: string; readonly error: unknown }[]> {
    const failures: { what: string; error: unknown }[] = [];
    for (let entry = this.#undos.pop(); entry !== undefined; entry = this.#undos.pop()) {
      try {
        await entry.undo();
      } catch (error) {
        failures.push({ what: entry.what, error });
      }
    }
    return failures;
  }
}
