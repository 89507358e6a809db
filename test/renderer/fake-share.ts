// A step that shows or reads a share card, laid over the step that stands: real shares, real cards, real reading of them.

import { cardWords, setWords } from '../../core/backup/card.ts'
import { likelySlip } from '../../core/backup/likely-slip.ts'
import { type Expected, readCard } from '../../core/backup/read-card.ts'
import type { Share } from '../../core/backup/share.ts'
import type { BridgeInput, BridgeResult, ShareCall } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { ShareView } from '../../core/formats/share-view.ts'
import type { View } from '../../core/formats/view.ts'
import type { Handlers } from '../../electron/host/bridge-host.ts'
import { fixedBackup } from '../backup/fixed.ts'
import type { TestBackup } from '../backup/make.ts'

export const shareStepId = 'backup.root-a/read-back/bruno'

/** Bruno's card, the second of three; two of them suffice. */
export class FakeShare {
  readonly backup: TestBackup
  /** Texts that `share.read` brought, in their order. */
  readonly typed: string[] = []
  printed = 0
  /** Who may answer at this step beside Bruno: for a card that is dead. */
  others: NonNullable<View['step']>['by'] = []
  done = false
  #read = false
  readonly #options: Pick<ShareView, 'cards' | 'mayShow' | 'qr'>

  private constructor(backup: TestBackup, options: Pick<ShareView, 'cards' | 'mayShow' | 'qr'>) {
    this.backup = backup
    this.#options = options
  }

  /** @param backup - another set than the one whose words are always the same. */
  static async make(
    options: Partial<Pick<ShareView, 'cards' | 'mayShow' | 'qr'>> = {},
    backup: TestBackup = fixedBackup(),
  ): Promise<FakeShare> {
    return new FakeShare(backup, { cards: 'either', mayShow: true, qr: false, ...options })
  }

  get share(): Share {
    const share = this.backup.shares.find(({ holder }) => holder === 'bruno')
    if (share === undefined) throw new Error('nobody holds it')
    return share
  }

  get words(): readonly string[] {
    return cardWords(this.share)
  }

  view(view: View): View {
    const { step } = view
    if (step === null || this.done) return view
    const { set, shareCount, threshold, epoch } = this.share
    const bruno = view.people.find(({ id }) => id === 'bruno')
    const share: ShareView = {
      set: String(set),
      key: 'root-a',
      fingerprintWords: 'skydive almighty briefcase company',
      holder: 'bruno',
      holderName: bruno?.name ?? 'Bruno Keller',
      deputyName: this.#options.mayShow ? 'Lena Vogt' : null,
      number: this.backup.shares.indexOf(this.share) + 1,
      of: shareCount,
      threshold,
      epoch,
      setWords: [...setWords(set)],
      ...this.#options,
      read: this.#read,
    }
    return {
      ...view,
      openSecret: this.#options.mayShow ? 'made' : 'read',
      step: {
        ...step,
        id: shareStepId,
        kind: 'perform',
        title: 'Bruno Keller makes the card and reads it back',
        do: 'Bruno Keller gets the card, and reads it back.',
        see: null,
        hint: null,
        otherwise: null,
        statement: null,
        fields: [],
        options: [],
        compared: null,
        review: [],
        secrets: [{ slot: 'share', label: 'The words of the card', by: [], given: false }],
        irreversible: null,
        misfit: false,
        by: [{ id: 'bruno', name: bruno?.name ?? 'Bruno Keller', roles: ['share holder'] }, ...this.others],
        action: 'backup/read-back',
        share,
      },
    }
  }

  handlers(view: () => View): Handlers<ShareCall> {
    const here =
      <A extends { readonly step: string; readonly by: string }, R>(serve: (args: A) => R) =>
      async (args: A): Promise<R> => {
        if (this.done || args.step !== shareStepId || args.by !== 'bruno')
          throw new CeremonyError('ceremony/not-now', {
            asked: 'share',
            reason: 'no card is shown or read at this step',
          })
        return serve(args)
      }
    return {
      'share.card': here(() => ({ words: [...this.words], qr: null })),
      'share.print': here(() => {
        this.printed += 1
        return { job: `vault-${this.printed}` }
      }),
      'share.read': here((args: BridgeInput<'share.read'>) => this.#reading(args.words, view)),
      'share.sheet': async () => {
        throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no card is being printed' })
      },
    }
  }

  #reading(bytes: Uint8Array, view: () => View): BridgeResult<'share.read'> {
    const text = Buffer.from(bytes).toString('utf8')
    this.typed.push(text)
    const typed = text.split(' ')
    const expected: Expected = { ...this.backup.expected, holder: 'bruno' }
    const reading = readCard(typed, expected)
    if ('share' in reading) {
      this.#read = true
      return { fault: null, view: view() }
    }
    const fault = reading.fault === 'check-failed' ? (likelySlip(typed, expected) ?? reading) : reading
    return { fault: fault as BridgeResult<'share.read'>['fault'], view: view() } // the same, but for readonly lists
  }
}
