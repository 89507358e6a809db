// The one scope of a backup's secret that is open: its secret host, and the blob until its copies are written. Nothing of it is on a disk.

import type { KeyBlob } from '../../core/backup/blob.ts'
import type { SecretHost } from '../../core/backup/secret-port.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'

export type StartSecretHost = () => Promise<SecretHost>

type Scope = {
  readonly set: Id
  readonly host: SecretHost
  blob?: KeyBlob
  /** Cards that were read well, by holder, and how often each was typed. */
  readonly read: Map<Id, number>
  readonly tries: Map<Id, number>
}

/** How a card was made, as far as the station knows; nothing of it secret. What somebody copied by hand, or photographed, it does not know. */
export type CardMade = {
  /** How often its words were given to the page that shows them. */
  readonly shown: number
  /** How often it was sent to a printer, the tries included that failed: of those nobody knows what came out. */
  readonly printed: number
  readonly printFailed: number
  /** The first of them; no station has so many, but a page can say any name. */
  readonly printers: readonly string[]
}

const maxPrinters = 8

const notMade: CardMade = { shown: 0, printed: 0, printFailed: 0, printers: [] }

export class ScopeDesk {
  readonly #start: StartSecretHost
  readonly #held: 'made' | 'read'
  #scope: Scope | undefined
  /** Outlives its scope: a card that was printed is there, whatever became of the secret. By set and holder, of the last scope. */
  #made: { readonly set: Id; readonly cards: Map<Id, CardMade> } | undefined

  /** @param held - what a scope of this ceremony holds: a set that is split here, or cards of an older one. */
  constructor(start: StartSecretHost, held: 'made' | 'read') {
    this.#start = start
    this.#held = held
  }

  /** What is thrown, or said, once the scope of this set is gone. */
  gone(set: Id): CeremonyError<'ceremony/scope-gone'> {
    return new CeremonyError('ceremony/scope-gone', { set, held: this.#held })
  }

  /** The set whose scope is open. */
  get set(): Id | undefined {
    return this.#scope?.set
  }

  /** False once its process is gone, whatever ended it: then the set is void. */
  isAlive(set: Id): boolean {
    return this.#scope?.set === set && this.#scope.host.alive()
  }

  /** Begin a scope; one that was open before is ended. */
  async open(set: Id): Promise<SecretHost> {
    await this.close()
    const host = await this.#start()
    this.#scope = { set, host, read: new Map(), tries: new Map() }
    this.#made = { set, cards: new Map() }
    return host
  }

  /** @throws CeremonyError `ceremony/scope-gone`. */
  of(set: Id): SecretHost {
    return this.#living(set).host
  }

  keepBlob(set: Id, blob: KeyBlob): void {
    this.#living(set).blob = blob
  }

  /** @throws CeremonyError `ceremony/scope-gone` also where none was kept: only a new scope can make one. */
  blob(set: Id): KeyBlob {
    const { blob } = this.#living(set)
    if (blob === undefined) throw this.gone(set)
    return blob
  }

  /** A card was typed; `well`: it was the right one. */
  typed(set: Id, holder: Id, well: boolean): void {
    const { tries, read } = this.#living(set)
    const count = (tries.get(holder) ?? 0) + 1
    tries.set(holder, count)
    if (well) read.set(holder, count)
  }

  /** The words of a card were given to the page that shows them. */
  shown(set: Id, holder: Id): void {
    const made = this.madeOf(set, holder)
    this.#keep(set, holder, { ...made, shown: made.shown + 1 })
  }

  /** A card is sent to a printer: told before it is, since a print that fails half-way may have left a page. @returns to be called where it failed. */
  printing(set: Id, holder: Id, printer: string): () => void {
    const made = this.madeOf(set, holder)
    const known = made.printers.includes(printer) || made.printers.length >= maxPrinters
    const printers = known ? made.printers : [...made.printers, printer]
    this.#keep(set, holder, { ...made, printed: made.printed + 1, printers })
    return () => {
      const now = this.madeOf(set, holder)
      this.#keep(set, holder, { ...now, printFailed: now.printFailed + 1 })
    }
  }

  madeOf(set: Id, holder: Id): CardMade {
    return (this.#made?.set === set ? this.#made.cards.get(holder) : undefined) ?? notMade
  }

  /** Whose cards were sent to a printer in the last scope of this set. */
  printedOf(set: Id): readonly (readonly [holder: Id, made: CardMade])[] {
    return this.#made?.set === set ? [...this.#made.cards].filter(([, { printed }]) => printed > 0) : []
  }

  #keep(set: Id, holder: Id, made: CardMade): void {
    if (this.#made?.set === set) this.#made.cards.set(holder, made)
  }

  /** How often it was typed until it was right; undefined where it was not. */
  triesOf(set: Id, holder: Id): number | undefined {
    return this.isAlive(set) ? this.#scope?.read.get(holder) : undefined
  }

  async close(): Promise<void> {
    const scope = this.#scope
    this.#scope = undefined
    await scope?.host.close()
  }

  #living(set: Id): Scope {
    const scope = this.#scope
    if (scope === undefined || scope.set !== set || !scope.host.alive()) throw this.gone(set)
    return scope
  }
}
