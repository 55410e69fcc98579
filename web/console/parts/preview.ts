// What follows a form while it is filled in: a picture, a letter.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { App } from "../app.js";
import { asProblem, inWords } from "../problem.js";

const PAUSE_MILLISECONDS = 700;

/** Asks when nothing has changed for a moment, and shows the answer unless something newer was asked. */
export class Following<Answer> {
  /** Why what is shown does not follow. It stays as it was meanwhile. */
  readonly remark = element("p", { role: "status", class: "form-error" });
  #turn = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly app: App,
    readonly ask: () => Promise<Answer>,
    readonly show: (answer: Answer) => void,
  ) {
    app.signal.addEventListener("abort", () => clearTimeout(this.#pause));
  }

  /** Something changed. */
  soon(pause = PAUSE_MILLISECONDS): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#follow(), pause);
  }

  async #follow(): Promise<void> {
    const mine = ++this.#turn;
    try {
      const answer = await this.ask();
      if (mine !== this.#turn || this.app.signal.aborted) return;
      this.show(answer);
      this.remark.textContent = "";
    } catch (thrown) {
      if (mine !== this.#turn) return;
      const problem = asProblem(thrown);
      const first = problem.details[0];
      this.remark.textContent =
        first === undefined
          ? inWords(problem, this.app.texts).title
          : `${first.pointer} ${name(first.message)}`;
    }
  }
}
