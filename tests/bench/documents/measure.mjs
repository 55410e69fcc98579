// The same certificate by other people's libraries. Standard input: JSON with `svg` (the drawing, letters as outlines),
// `fonts` (paths of the font files) and `credential`. Standard output, a line each: name, milliseconds, bytes.

import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import PDFDocument from "pdfkit";

const { svg, template, fonts, credential } = JSON.parse(readFileSync(0, "utf8"));
const POINTS = 841.89 / 1188;

// PNG: pixels of an A4 page at 150 dots to the inch.
function resvg() {
  return new Resvg(svg, { fitTo: { mode: "width", value: 1754 }, font: { loadSystemFonts: false } })
    .render()
    .asPng();
}

// PDF: the same fonts, texts, lines and attachment; of the ornaments those that are paths.
const paths = [...template.matchAll(/<path ([^>]*?)d="([^"]+)"/g)].map(([, attributes, d]) => ({
  d,
  stroke: !attributes.includes('fill="{{') && attributes.includes("stroke"),
}));
const texts = [
  ...template.matchAll(/<text x="(\d+)" y="(\d+)"[^>]*font-size="([\d.]+)"[^>]*>\{\{(\w+)\}\}/g),
];

function pdfkit() {
  return new Promise((resolve) => {
    const document = new PDFDocument({ size: "A4", layout: "landscape", margin: 0, subset: "PDF/A-3b" });
    const chunks = [];
    document.on("data", (chunk) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.file(Buffer.from(credential), { name: "credential.json", type: "application/vc+ld+json" });
    document.scale(POINTS);
    document.rect(0, 0, 1188, 840).fill("#fdfaf3");
    for (const { d, stroke } of paths) {
      const path = document.path(d);
      stroke ? path.stroke("#b8924a") : path.fill("#b8924a");
    }
    texts.forEach(([, x, y, size, key], at) => {
      document
        .font(fonts[at % fonts.length])
        .fontSize(Number(size))
        .fill("#1c2d4f");
      document.text(`${key} of Ada Lovelace`, Number(x) - 400, Number(y) - size, {
        width: 800,
        align: "center",
        lineBreak: false,
      });
    });
    document.end();
  });
}

for (const [name, draw] of [
  ["pdfkit", pdfkit],
  ["resvg-js", resvg],
]) {
  const times = [];
  let file;
  for (let round = 0; round < 30; round++) {
    const start = performance.now();
    file = await draw();
    if (round >= 10) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ name, milliseconds: times[times.length / 2], bytes: file.length }));
}
