// Makes elements. Text always arrives through `textContent`: nothing in a credential can become markup.

/** What an element is made of: `text`, attributes, and children. `undefined` leaves a thing out. */
type Attributes = Record<string, string | boolean | undefined>;
type Child = Node | string | undefined | false;

/**
 * A new element.
 *
 * @example
 * element("p", { class: "label" }, "Issued by ", element("strong", {}, domain))
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** An element of the page that has to be there. */
export function required<T extends HTMLElement>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page has no ${selector}.`);
  return found;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing in the colour of the text around it, hidden from screen readers: words say the same beside it. */
export function drawing(
  size: number,
  viewBox: string,
  ...shapes: [tag: string, attributes: Attributes][]
): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  setAttributes(svg, { viewBox, width: `${size}`, height: `${size}`, "aria-hidden": "true", fill: "none" });
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    setAttributes(shape, attributes);
    svg.append(shape);
  }
  return svg;
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    target.setAttribute(name, value === true ? "" : value);
  }
}
