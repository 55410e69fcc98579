// A picture for an achievement or an issuer: an address, or a file that becomes part of the request.

import type { ConsoleTexts } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";
import { picture } from "./controls.js";
import type { Form } from "./form.js";

/** The picture becomes part of every signed credential, so it has to be small: pixels of the longer side, and bytes. */
const SIDES = [512, 384, 256, 192, 128];
const LARGEST_BYTES = 64 * 1024;

/** A field for the address of a picture, and a button for a file instead. */
export function pictureField(
  form: Form,
  pointer: string,
  texts: ConsoleTexts,
  known: string | undefined,
): { element: HTMLElement; value: () => string | undefined } {
  const t = texts.picture;
  let embedded = known?.startsWith("data:") ? known : undefined;
  const [field, address] = form.text(pointer, t.label, {
    type: "url",
    hint: t.hint,
    value: embedded === undefined ? known : undefined,
    placeholder: "https://…",
  });
  const preview = element("div", { class: "actions" });
  const remark = element("p", { class: "form-hint", role: "status" });
  const file = element("input", { type: "file", accept: "image/png,image/jpeg,image/webp,image/svg+xml" });
  const show = () => {
    const shown = picture(embedded ?? address(), true);
    preview.replaceChildren(...(shown ? [shown] : []));
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    file.value = "";
    embedded = await shrunk(chosen).catch(() => undefined);
    // The file takes the place of an address.
    const typed = field.querySelector("input");
    if (typed && embedded !== undefined) typed.value = "";
    remark.textContent =
      embedded === undefined ? t.unreadable : t.chosen.replace("{name}", () => chosen.name);
    field.querySelector("input")?.setAttribute("value", "");
    show();
  });
  field.addEventListener("change", () => {
    if (address() !== undefined) embedded = undefined;
    show();
  });
  field.append(
    element(
      "div",
      { class: "actions" },
      element("label", { class: "button button-small" }, file, t.choose),
      preview,
    ),
    remark,
  );
  show();
  return { element: field, value: () => address() ?? embedded };
}

/** A file as a PNG in a data URL, drawn anew: whatever else was in the file stays behind. */
async function shrunk(file: File): Promise<string> {
  const image = await loaded(file);
  const longer = Math.max(image.naturalWidth, image.naturalHeight) || SIDES[0] || 1;
  for (const side of SIDES) {
    // Drawings without a size of their own, and only those, are drawn larger than they are.
    const scale = image.naturalWidth === 0 ? 1 : Math.min(1, side / longer);
    const canvas = element("canvas");
    canvas.width = Math.max(1, Math.round((image.naturalWidth || side) * scale));
    canvas.height = Math.max(1, Math.round((image.naturalHeight || side) * scale));
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const url = canvas.toDataURL("image/png");
    if (url.length * 0.75 <= LARGEST_BYTES) return url;
  }
  throw new Error("the picture stays too large");
}

async function loaded(file: File): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
