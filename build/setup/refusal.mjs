// The one way in which set-up ends early: what happened, and what to do next, in words.

/** A set-up step that could not be done. `output` is what the failed command printed, shown in full. */
export class Refusal extends Error {
  /**
   * @param {string} happened - one sentence
   * @param {string} next - what the person does now; commands stand on lines of their own
   * @param {string} [output] - stdout and stderr of the command that failed
   */
  constructor(happened, next, output = '') {
    super(happened)
    this.name = 'Refusal'
    this.next = next
    this.output = output
  }

  /** The text for the terminal, ending in a line feed. */
  words() {
    const output = this.output.trim() === '' ? '' : `${this.output.trimEnd()}\n\n`
    return `\n${output}Set-up stopped: ${this.message}\n${this.next}\n`
  }
}

/** One line of progress. On stderr, since stdout may be read by a machine (`anchorite … --json`). @param {string} line */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}
