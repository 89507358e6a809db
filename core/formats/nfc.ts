// Unicode form NFC, asked so that no text can hold the reader up.

// Putting marks in order takes a time that grows with the square of their number: 250,000 of them take minutes.
// Unicode's Stream-Safe Text Format allows 30 in a row (UAX #15 section 13); no script writes more.
const tooManyMarks = /\p{M}{31}/u

/**
 * Why a text is not taken as form NFC, or undefined where it is. With more than 30 marks in a row it is not even asked.
 * @param consequence - what comes of a text in another form, for the words.
 * @see UAX #15
 */
export function nfcProblem(text: string, consequence: string): string | undefined {
  if (tooManyMarks.test(text)) return 'holds more than 30 marks on one letter'
  return text.normalize('NFC') === text ? undefined : `is not in Unicode form NFC: ${consequence}`
}
