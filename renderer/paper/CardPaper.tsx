// One share card on paper: one page, folded twice so that the words lie inside. Printed, or blank, to be filled in by hand: the same card.

import { qrModules } from '../../core/qr/code.ts'
import { words } from './words.ts'

export type CardOnPaper = {
  readonly organisation: string
  readonly mode: 'rehearsal' | 'production'
  /** Empty texts, and lists that are empty, are lines to write on. */
  readonly date: string
  readonly key: string
  readonly fingerprintWords: string
  readonly holderName: string
  readonly number: number
  readonly of: number
  readonly threshold: number
  readonly epoch: number
  readonly setWords: readonly string[]
  readonly words: readonly string[]
  /** What the code on it holds; absent or null where it has none. */
  readonly qr?: string | null
}

const lines = Array.from({ length: 11 }, (_, line) => line)
const inLine = [0, 1, 2] as const
/** Six lines above the fold, five below it. */
const aboveFold = 6
const groupOfLine = (line: number): string =>
  line === 0 ? words.card.set : line === 1 ? words.card.number : line === 10 ? words.card.check : words.card.share

export function CardPaper({ card }: { readonly card: CardOnPaper }) {
  return (
    <section className="card">
      {card.mode === 'rehearsal' ? (
        <div className="paper-watermark" aria-hidden="true">
          {words.rehearsal}
        </div>
      ) : null}
      <Cover card={card} />
      <Fold at="first" text={words.card.foldBack} />
      <div className="card-panel">
        <h2>{words.card.wordsOf(card.number, card.of, card.holderName)}</h2>
        <WordLines card={card} from={0} to={aboveFold} />
      </div>
      <Fold at="second" text={words.card.foldUp} />
      <div className="card-panel">
        <WordLines card={card} from={aboveFold} to={lines.length} />
        {card.qr === undefined || card.qr === null ? null : <Code text={card.qr} />}
        <p className="card-foot">
          {words.card.inside} <span className="card-page">{words.card.page}</span>
        </p>
      </div>
    </section>
  )
}

function Cover({ card }: { readonly card: CardOnPaper }) {
  const { key, threshold, of, epoch, organisation } = card
  return (
    <div className="card-panel card-cover">
      <header>
        <h1>{words.card.title(card.number, of)}</h1>
        <p className="card-mode">{words[card.mode]}</p>
      </header>
      <p className="card-holder">{card.holderName}</p>
      <dl>
        <Row name={words.card.key} value={key} />
        <Row name={words.card.keyWords} value={card.fingerprintWords} />
        <Row name={words.card.setWords} value={card.setWords.join(' ')} />
        <Row name={words.card.opens} value={words.card.quorum(threshold, of, epoch)} />
        <Row name={words.card.made} value={card.date} />
        <Row name={words.card.bag} value="" />
      </dl>
      <p className="card-warning">{words.card.notAWallet}</p>
      <p>{words.card.never}</p>
      <p>{words.card.found(organisation)}</p>
    </div>
  )
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === '' ? <span className="card-line" /> : value}</dd>
    </div>
  )
}

function Fold({ at, text }: { readonly at: 'first' | 'second'; readonly text: string }) {
  return (
    <p className={`card-fold ${at}`}>
      <span>{text}</span>
    </p>
  )
}

type LinesProps = { readonly card: CardOnPaper; readonly from: number; readonly to: number }

function WordLines({ card, from, to }: LinesProps) {
  return (
    <table className="card-words">
      <tbody>
        {lines.slice(from, to).map((line) => (
          <tr key={line}>
            <th scope="row">{groupOfLine(line)}</th>
            {inLine.map((place) => (
              <td key={place}>
                <span className="card-at">{line * 3 + place + 1}</span> <Word word={card.words[line * 3 + place]} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Black on white, as large as there is room; each row of modules is one path, so that no gap shows between them. */
function Code({ text }: { readonly text: string }) {
  const rows = qrModules(text)
  const path = rows.flatMap((row, y) => row.flatMap((black, x) => (black ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <figure className="card-code">
      <svg viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={words.card.code}>
        <path d={path} shapeRendering="crispEdges" />
      </svg>
      <figcaption>{words.card.codeWarning}</figcaption>
    </figure>
  )
}

function Word({ word }: { readonly word: string | undefined }) {
  return word === undefined ? (
    <span className="card-box" />
  ) : (
    <span className="card-word" translate="no">
      {word}
    </span>
  )
}
