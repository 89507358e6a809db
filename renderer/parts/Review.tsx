// The human diff before signing: what changes, what stays, who must sign; as the host wrote it from the bytes.

import { strings } from '../strings.ts'
import { WithIds } from './WithIds.tsx'

type Section = { readonly title: string; readonly items: readonly Item[] }
type Item = { readonly text: string; readonly under: boolean }

/** On demand: all values, and the ids of the keys. */
export function Everything({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <details className="everything">
      <summary>{strings.review.everything}</summary>
      <Sections lines={lines} />
    </details>
  )
}

/** @param props.lines - headings end with ":", what belongs to them is indented by two blanks, or by four under a line. */
export function Review({ lines }: { readonly lines: readonly string[] }) {
  return (
    <section className="review" aria-label={strings.review.title}>
      <h2>{strings.review.title}</h2>
      <Sections lines={lines} />
    </section>
  )
}

/** The lines alone, where the page says itself what they are. */
export function Sections({ lines }: { readonly lines: readonly string[] }) {
  const { lead, sections } = sectionsOf(lines)
  return (
    <>
      {lead.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <div className="review-sections">
        {sections.map((section) => (
          <section key={section.title}>
            <h3>{section.title}</h3>
            <ul>
              {section.items.map((item) => (
                <li key={item.text} className={item.under ? 'under' : undefined}>
                  <WithIds text={item.text} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}

/** Split the lines of a summary. A line that fits no form is kept as a line of its own: nothing is left out. */
export function sectionsOf(lines: readonly string[]): {
  readonly lead: readonly string[]
  readonly sections: readonly Section[]
} {
  const lead: string[] = []
  const sections: { title: string; items: Item[] }[] = []
  for (const line of lines) {
    const last = sections.at(-1)
    if (line.trim() === '') continue
    if (line.startsWith('  ') && last !== undefined)
      last.items.push({ text: line.trim(), under: line.startsWith('    ') })
    else if (/^\S.*:$/.test(line)) sections.push({ title: line.slice(0, -1), items: [] })
    else if (last === undefined) lead.push(line.trim())
    else last.items.push({ text: line.trim(), under: false })
  }
  return { lead, sections }
}
