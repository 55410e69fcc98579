import { drawing, element } from "../widget/element.js";

const SEAL =
  "M12 1.8l2.7 2 3.3-.2 1 3.2 2.8 1.9-1.2 3.1 1.2 3.1-2.8 1.9-1 3.2-3.3-.2-2.7 2-2.7-2-3.3.2-1-3.2-2.8-1.9 1.2-3.1-1.2-3.1 2.8-1.9 1-3.2 3.3.2z";
const TICK = "M7.8 12l3 3 5.4-5.8";

/** Our name and our mark. */
export function wordmark(href: string): HTMLElement {
  const line = {
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  };
  const mark = drawing(
    26,
    "0 0 24 24",
    ["path", { d: SEAL, fill: "currentColor", "fill-opacity": ".16" }],
    ["path", { d: TICK, ...line }],
  );
  return element("a", { class: "wordmark", href }, mark, "Proofmark");
}
