// Asks before something is done that cannot be taken back, and says what will happen.

import { element } from "../../widget/element.js";
import type { App } from "../app.js";
import { button } from "./controls.js";
import { Form } from "./form.js";

/** A question. */
export interface Question {
  title: string;
  /** What will happen. */
  text: string;
  /** What the button says: the deed itself, never "OK". */
  action: string;
  danger?: boolean;
  /** Fields to fill in first. */
  fields?: (form: Form) => Node[];
  /** The deed. What it throws is shown in the dialog, which stays open. */
  act: () => Promise<void>;
}

/** Opens a dialog and waits until it is answered; whether the deed was done. */
export function ask(app: App, question: Question): Promise<boolean> {
  let done = false;
  const dialog = open(app, question.title, question.text);
  const form = new Form(
    app.texts,
    question.action,
    async () => {
      await question.act();
      done = true;
      dialog.close();
    },
    { danger: question.danger ?? false, cancel: () => dialog.close() },
  );
  form.add(...(question.fields?.(form) ?? []));
  dialog.append(form.element);
  return closed(dialog).then(() => done);
}

/** Shows something that has to be seen before going on, such as a key that is shown once. */
export function tell(app: App, title: string, text: string, ...content: Node[]): Promise<void> {
  const dialog = open(app, title, text);
  dialog.append(
    ...content,
    element(
      "div",
      { class: "form-actions" },
      button(app.texts.done, () => dialog.close(), "primary"),
    ),
  );
  return closed(dialog);
}

function open(app: App, title: string, text: string): HTMLDialogElement {
  const heading = element("h2", { id: "dialog-title", tabindex: "-1" }, title);
  const dialog = element(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    heading,
    element("p", {}, text),
  );
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  // Leaving the page leaves the question too.
  app.signal.addEventListener("abort", () => dialog.close());
  return dialog;
}

function closed(dialog: HTMLDialogElement): Promise<void> {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
  });
}
