// The ends of a ceremony: all steps passed, closed with its final head, or stopped.

import type { View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RefusalWords } from '../parts/RefusalWords.tsx'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'
import { HeadWords } from './HeadWords.tsx'

type ClosingProps = {
  readonly closed: boolean
  readonly waiting: string | null
  readonly onClose: () => void
}

/** Before the last entry; or after it, when the bag was not finished (the station was interrupted in between). */
export function ClosingPage({ closed, waiting, onClose }: ClosingProps) {
  const words = strings.close
  return (
    <article className="step" aria-labelledby="closing-title">
      <h1 id="closing-title">{closed ? words.closedTitle : words.title}</h1>
      <p className="do">{closed ? words.finishLead : words.lead}</p>
      <p className="otherwise">
        <strong>{strings.step.ifNot}</strong> {words.ifNot}
      </p>
      <div className="actions">
        <ActionButton look="primary" focus blocked={waiting} onPress={onClose}>
          {closed ? words.finish : words.close}
        </ActionButton>
      </div>
    </article>
  )
}

type EndProps = {
  readonly view: View
  readonly peek: StationCalls['peek']
  readonly waiting: string | null
  readonly onPaper: () => void
  readonly onLeave: () => void
}

type ClosedProps = EndProps & { readonly onVerify: () => void }

export function ClosedPage({ view, peek, waiting, onPaper, onLeave, onVerify }: ClosedProps) {
  const words = strings.close
  return (
    <article className="step wide" aria-labelledby="closed-title">
      <h1 id="closed-title">
        <span aria-hidden="true">✓</span> {words.closedTitle}
      </h1>
      <p className="do">{words.writeHead}</p>
      <HeadWords head={view.transcript.head} peek={peek} />
      <dl className="pairs">
        <dt>{words.bag}</dt>
        <dd>
          <code>{view.bag}</code>
        </dd>
      </dl>
      <p>{words.bagNote}</p>
      <div className="actions">
        <ActionButton blocked={waiting} onPress={onLeave}>
          {words.home}
        </ActionButton>
        <ActionButton blocked={waiting} onPress={onVerify}>
          {words.verify}
        </ActionButton>
        <ActionButton look="primary" focus blocked={waiting} onPress={onPaper}>
          {strings.paper.printTranscript}
        </ActionButton>
      </div>
    </article>
  )
}

export function StoppedPage({ view, peek, waiting, onPaper, onLeave }: EndProps) {
  const words = strings.stop
  return (
    <article className="step wide" aria-labelledby="stopped-title">
      <h1 id="stopped-title">{words.stoppedTitle}</h1>
      <p className="do">
        {view.disposition === 'void' ? words.stoppedVoid : words.stoppedResumable} {words.writeHead}
      </p>
      {view.reconcile === null || view.reconcile.stop === null ? null : <RefusalWords words={view.reconcile.stop} />}
      <HeadWords head={view.transcript.head} peek={peek} />
      <div className="actions">
        <ActionButton blocked={waiting} onPress={onPaper}>
          {strings.paper.printTranscript}
        </ActionButton>
        <ActionButton look="primary" focus blocked={waiting} onPress={onLeave}>
          {strings.close.home}
        </ActionButton>
      </div>
    </article>
  )
}
