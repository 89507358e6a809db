// The fonts of a sheet, before it is printed.

/** Every face of the style sheet, used yet or not: the margins of a page ask for theirs only while it is printed. */
export async function loadFonts(): Promise<void> {
  await Promise.all([...document.fonts].map((face) => face.load()))
  await document.fonts.ready
}
