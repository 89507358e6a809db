// What the terminal says: lines for people, or one JSON object for machines. Text from outside cannot move the cursor.

export type RefusalWords = {
  readonly code: string
  readonly happened: string
  readonly safe: string
  readonly next: string
  readonly where?: string
  readonly problems?: readonly string[]
}

export type Output = {
  readonly json: boolean
  /** A line for people while work goes on. */
  readonly say: (line: string) => void
  /** The result: lines for people, the object for machines. Called once. */
  readonly done: (lines: readonly string[], object: object) => void
  readonly refused: (words: RefusalWords) => void
}

/** People read standard output; refusals go to standard error; with `--json` one object goes to standard output. */
export function terminalOutput(args: readonly string[]): Output {
  const json = args.includes('--json')
  // A reader who has seen enough (a pipe into head) is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  const out = (text: string): boolean => process.stdout.write(`${text}\n`)
  const err = (text: string): boolean => process.stderr.write(`${text}\n`)
  return {
    json,
    say: (line) => {
      if (!json) out(visible(line))
    },
    done: (lines, object) => {
      if (json) out(visibleJson({ ok: true, ...object }))
      else for (const line of lines) out(visible(line))
    },
    refused: (words) => {
      if (json) {
        out(visibleJson({ ok: false, ...words }))
        return
      }
      err(visible(`REFUSED  ${words.happened}${words.where === undefined ? '' : `  (step ${words.where})`}`))
      for (const problem of words.problems ?? []) err(visible(`  ${problem}`))
      err(visible(`SAFE     ${words.safe}`))
      for (const [at, line] of words.next.split('\n').entries())
        err(visible(`${at === 0 ? 'NEXT     ' : '         '}${line.trimStart()}`))
      err(visible(`         ${words.code}`))
    },
  }
}

/** The same for JSON, in its own escapes: what is read back is what was written. */
const visibleJson = (object: object): string =>
  JSON.stringify(object).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )

/** Control, bidi and zero-width characters shown as \u{...}: a hostile file name or label stays a line of text. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
