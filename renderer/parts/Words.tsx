// The 32 words of a digest: eight numbered lines of four, large enough for the last row of chairs; hex small beneath.

import { strings } from '../strings.ts'

/**
 * @param lines - as the host writes them: a number, then four words. One line that has another form is shown as it is.
 * @param hex - the same digest, 64 digits.
 */
export function Words({
  lines,
  hex,
  label,
}: {
  readonly lines: readonly string[]
  readonly hex: string
  readonly label?: string
}) {
  return (
    <figure className="digest">
      <figcaption className={label === undefined ? 'visually-hidden' : undefined}>
        {label ?? strings.step.wordsLabel}
      </figcaption>
      <ol className="words">
        {lines.map((line) => (
          <WordLine key={line} line={line} />
        ))}
      </ol>
      <p className="hex">
        <span className="visually-hidden">{strings.step.hex} </span>
        <code>{hex}</code>
      </p>
    </figure>
  )
}

/** The first four words alone, for somebody who has them on paper and compares them once more. */
export function FirstWords({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  return (
    <figure className="digest first">
      <figcaption>{label}</figcaption>
      <ol className="words">
        {lines.slice(0, 1).map((line) => (
          <WordLine key={line} line={line} />
        ))}
      </ol>
    </figure>
  )
}

function WordLine({ line }: { readonly line: string }) {
  return (
    <li>
      {wordsOf(line).map((word, index) => (
        <span key={index} translate="no">
          {word}{' '}
        </span>
      ))}
    </li>
  )
}

const wordsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\d+\s+/, '')
    .split(/\s+/)
