// All vectors, as paths and bytes.

/** The parts of the catalogue that have files; P is for PDF. */
export const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "P"];

/** Yields every file below `tests/vectors/attacks` that is generated. */
export async function* everything() {
  for (const letter of LETTERS) {
    const { folder } = await import(`./rows/${letter.toLowerCase()}.mjs`);
    for (const [path, bytes] of folder.contents()) yield [`${letter}/${path}`, bytes];
  }
}
