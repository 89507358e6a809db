// Words in numbered groups of four. An empty word is a line to write it on.

type Props = {
  readonly label: string
  readonly words: readonly string[]
  /** An empty box before each word. */
  readonly tick: boolean
}

export function WordGrid({ label, words, tick }: Props) {
  const groups = Array.from({ length: Math.ceil(words.length / 4) }, (_, group) =>
    words.slice(group * 4, group * 4 + 4),
  )
  return (
    <table className="paper-words">
      {label !== '' && <caption>{label}</caption>}
      <tbody>
        {groups.map((group, at) => (
          <tr key={at}>
            <th scope="row">{at + 1}</th>
            {group.map((word, place) => (
              <td key={place}>
                {tick && <span className="paper-box" aria-hidden="true" />}
                {word === '' ? <span className="paper-rule" aria-hidden="true" /> : <span>{word}</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
