import { drawing } from "./element.js";

const PATHS = {
  check: "M5 12.5l4.6 4.5L19 7.5",
  cross: "M7 7l10 10M17 7L7 17",
  question: "M9.2 9.2a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.2M12 17.6v.1",
  dash: "M7 12h10",
  chevron: "M7 10l5 5 5-5",
  inbox: "M12 4v11m0 0l-4.2-4.2M12 15l4.2-4.2M4.5 16.5v2a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5v-2",
  renewed: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  code: "M4.5 4.5h5v5h-5zM14.5 4.5h5v5h-5zM4.5 14.5h5v5h-5zM14.5 14.5h2v2h-2zM19.5 19.5h-2",
  flask: "M10 4h4M10.8 4v5.2L6 17.6A1.6 1.6 0 0 0 7.4 20h9.2a1.6 1.6 0 0 0 1.4-2.4l-4.8-8.4V4M8.2 15h7.6",
} as const;

/** The names of all icons. */
export type Icon = keyof typeof PATHS;

/** A line icon. */
export function icon(name: Icon, size = 24): SVGSVGElement {
  return drawing(size, "0 0 24 24", [
    "path",
    {
      d: PATHS[name],
      stroke: "currentColor",
      "stroke-width": "2",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
  ]);
}

/** A seal with the first letter of the achievement: drawn here, since the credential's own picture is not signed. */
export function seal(name: string): SVGSVGElement {
  const letter = [...name].find((character) => /\p{L}|\p{N}/u.test(character))?.toUpperCase() ?? "·";
  const svg = drawing(72, "0 0 72 72", [
    "path",
    { d: scallops(36, 36, 34, 31, 16), fill: "currentColor", "fill-opacity": "0.14" },
  ]);
  svg.classList.add("seal");
  svg.append(
    ...drawing(0, "", [
      "circle",
      { cx: "36", cy: "36", r: "25", stroke: "currentColor", "stroke-width": "1.5" },
    ]).children,
  );
  const text = document.createElementNS(svg.namespaceURI, "text");
  for (const [key, value] of Object.entries({
    x: "36",
    y: "36",
    fill: "currentColor",
    "font-size": "26",
    "font-weight": "650",
    "text-anchor": "middle",
    "dominant-baseline": "central",
  })) {
    text.setAttribute(key, value);
  }
  text.textContent = letter;
  svg.append(text);
  return svg;
}

/** The outline of a seal: a circle with `count` round bulges. */
function scallops(x: number, y: number, outer: number, inner: number, count: number): string {
  const at = (index: number, radius: number) => {
    const angle = (index / count) * 2 * Math.PI;
    return `${(x + radius * Math.sin(angle)).toFixed(2)} ${(y - radius * Math.cos(angle)).toFixed(2)}`;
  };
  const bulges = Array.from(
    { length: count },
    (_, index) => `Q${at(index + 0.5, outer + 3)} ${at(index + 1, inner)}`,
  );
  return `M${at(0, inner)}${bulges.join("")}Z`;
}
