// Forms: labelled fields that know which part of the request they fill, so that what the server finds wrong is said
// there. The server's rules are the rules; here only what is missing is found at once.

import type { ConsoleTexts } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";
import { asProblem, inWords, type Problem } from "../problem.js";
import { button } from "./controls.js";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What a field is like. */
export interface FieldOptions {
  value?: string | undefined;
  hint?: string;
  required?: boolean;
  type?: string;
  autocomplete?: AutoFill;
  placeholder?: string;
}

interface Field {
  control: HTMLElement;
  label: string;
  error: HTMLElement;
  hintId: string | undefined;
  required: boolean;
}

/** More than these stand side by side. */
const MANY_CHOICES = 6;

let made = 0;

/** A form whose fields are named by JSON pointers into the request body, such as `/recipient/email`. */
export class Form {
  readonly element: HTMLFormElement;
  readonly #alert = element("div", { role: "alert" });
  readonly #fields = new Map<string, Field>();
  readonly #submit: HTMLButtonElement;
  readonly #foot: HTMLElement;

  /**
   * @param submit What the button says.
   * @param act What it does; a `Problem` that it throws is shown.
   */
  constructor(
    readonly texts: ConsoleTexts,
    submit: string,
    act: () => Promise<void> | void,
    options: { danger?: boolean; cancel?: () => void } = {},
  ) {
    const kinds = options.danger ? "button button-primary button-danger" : "button button-primary";
    this.#submit = element("button", { class: kinds }, submit);
    this.#foot = element("div", { class: "form-actions" }, this.#submit);
    if (options.cancel) this.#foot.append(button(texts.cancel, options.cancel));
    this.element = element("form", { class: "form", novalidate: true }, this.#alert, this.#foot);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#submit.disabled) void this.#run(act);
    });
  }

  /** Puts things in front of the buttons. */
  add(...nodes: Node[]): this {
    this.#foot.before(...nodes);
    return this;
  }

  /** A line, or several. */
  text(
    pointer: string,
    label: string,
    options: FieldOptions & { lines?: boolean } = {},
  ): [HTMLElement, () => string | undefined] {
    const shared = {
      class: options.lines ? "field prose" : "field",
      autocomplete: options.autocomplete ?? "off",
      placeholder: options.placeholder,
      dir: options.type === "url" || options.type === "email" ? "ltr" : "auto",
    };
    const control = options.lines
      ? element("textarea", shared)
      : element("input", { ...shared, type: options.type ?? "text" });
    control.value = options.value ?? "";
    return [this.wrap(pointer, label, control, options), () => given(control)];
  }

  /** One of several; `undefined` for the one with the empty value. */
  select(
    pointer: string,
    label: string,
    choices: readonly (readonly [value: string, label: string])[],
    options: FieldOptions = {},
  ): [HTMLElement, () => string | undefined, HTMLSelectElement] {
    const control = element(
      "select",
      { class: "field" },
      ...choices.map(([value, words]) => element("option", { value }, words)),
    );
    control.value = options.value ?? choices[0]?.[0] ?? "";
    return [this.wrap(pointer, label, control, options), () => given(control), control];
  }

  /** Any control under a label. */
  wrap(pointer: string, label: string, control: HTMLElement, options: FieldOptions = {}): HTMLElement {
    const id = `field-${++made}`;
    control.id = id;
    const hintId = options.hint === undefined ? undefined : `${id}-hint`;
    const error = element("p", { class: "form-error", id: `${id}-error` });
    if (options.required) control.setAttribute("aria-required", "true");
    this.#fields.set(pointer, { control, label, error, hintId, required: options.required ?? false });
    this.#describe(pointer, "");
    return element(
      "div",
      { class: "form-field" },
      element(
        "label",
        { for: id },
        label,
        !options.required && element("span", { class: "optional" }, ` (${this.texts.optional})`),
      ),
      hintId !== undefined && element("p", { class: "form-hint", id: hintId }, options.hint),
      control,
      error,
    );
  }

  /** Boxes to tick; gives those that are ticked. */
  choices(
    pointer: string,
    legend: string,
    choices: readonly (readonly [value: string, label: string, hint?: string])[],
    ticked: readonly string[] = [],
    about?: string,
  ): [HTMLElement, () => string[]] {
    const boxes = choices.map(([value]) =>
      element("input", { type: "checkbox", value, checked: ticked.includes(value) }),
    );
    const group = element(
      "fieldset",
      { class: "form-group" },
      element("legend", {}, legend),
      about !== undefined && element("p", { class: "form-hint" }, about),
    );
    const place = element("div", { class: choices.length > MANY_CHOICES ? "choices-many" : "choices" });
    for (const [index, [, label, hint]] of choices.entries()) {
      const words = hint === undefined ? undefined : element("span", { class: "form-hint" }, hint);
      place.append(element("label", { class: "choice" }, boxes[index], label, words));
    }
    group.append(place);
    const error = element("p", { class: "form-error", id: `choices-${++made}` });
    group.append(error);
    this.#fields.set(pointer, {
      control: boxes[0] ?? group,
      label: legend,
      error,
      hintId: undefined,
      required: false,
    });
    return [group, () => boxes.filter((box) => box.checked).map((box) => box.value)];
  }

  /** Takes away the fields of a part of the request that is no longer there. */
  forget(pointer: string): void {
    for (const known of this.#fields.keys()) if (known.startsWith(`${pointer}/`)) this.#fields.delete(known);
  }

  /** Says what is wrong: at the fields where it is known where, above all else otherwise. */
  show(problem: Problem): void {
    const { title, text } = inWords(problem, this.texts);
    const homeless: string[] = [];
    let first: HTMLElement | undefined;
    for (const { pointer, message } of problem.details) {
      const field = this.#nearest(pointer);
      if (field === undefined) homeless.push(`${pointer} ${message}`);
      else {
        this.#describe(field, message);
        first ??= this.#fields.get(field)?.control;
      }
    }
    const list = homeless.map((words) => element("li", {}, words));
    this.#alert.replaceChildren(
      element(
        "div",
        { class: "alert", "data-tone": "invalid" },
        element("strong", {}, title),
        element("p", {}, text),
        list.length > 0 && element("ul", {}, ...list),
        problem.requestId !== undefined &&
          problem.status >= 500 &&
          element("p", { class: "form-hint" }, `${this.texts.requestId} ${problem.requestId}`),
      ),
    );
    for (let group = first?.closest("details"); group; group = group.parentElement?.closest("details"))
      group.open = true;
    first?.focus();
  }

  async #run(act: () => Promise<void> | void): Promise<void> {
    this.#alert.replaceChildren();
    for (const pointer of this.#fields.keys()) this.#describe(pointer, "");
    if (this.#missesSomething()) return;
    this.#submit.disabled = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (thrown) {
      this.show(asProblem(thrown));
    } finally {
      this.#submit.disabled = false;
      this.element.removeAttribute("aria-busy");
    }
  }

  #missesSomething(): boolean {
    let first: HTMLElement | undefined;
    for (const [pointer, { control, required }] of this.#fields) {
      if (!required || !isControl(control) || given(control) !== undefined) continue;
      this.#describe(pointer, this.texts.required);
      first ??= control;
    }
    first?.focus();
    return first !== undefined;
  }

  /** The field of a pointer, or of what contains it: `/criteria` for `/criteria/narrative`. */
  #nearest(pointer: string): string | undefined {
    for (let part = pointer; part !== ""; part = part.slice(0, part.lastIndexOf("/"))) {
      if (this.#fields.has(part)) return part;
    }
    return undefined;
  }

  #describe(pointer: string, message: string): void {
    const field = this.#fields.get(pointer);
    if (field === undefined) return;
    const { control, error, hintId } = field;
    error.textContent = message;
    if (message === "") control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
    const described = [hintId, message === "" ? undefined : error.id].filter((id) => id !== undefined);
    if (described.length === 0) control.removeAttribute("aria-describedby");
    else control.setAttribute("aria-describedby", described.join(" "));
  }
}

function isControl(control: HTMLElement): control is Control {
  return (
    control instanceof HTMLInputElement ||
    control instanceof HTMLTextAreaElement ||
    control instanceof HTMLSelectElement
  );
}

/** What a field holds; nothing when it is empty. */
function given(control: Control): string | undefined {
  const value = control.value.trim();
  return value === "" ? undefined : value;
}

/** `body` without what nobody gave. */
export function compact<Body extends object>(body: { [Key in keyof Body]: Body[Key] | undefined }): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Body;
}
