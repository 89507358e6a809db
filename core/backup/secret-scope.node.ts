// One scope of a backup's secret: what may be asked when, who owns which bytes, and when each is overwritten. docs/backup.md
// Rule BACKUP-READ-BACK: nothing is proven but from cards that were read back, and with all of them.

import { createHash, randomBytes, randomInt } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { encodeBlob, type KeyBlob, macOf, openBlob, wrapKwp } from './blob.ts'
import { cardText } from './card.ts'
import { checkDice, mixSecret, namesOf } from './entropy.ts'
import { likelySlip } from './likely-slip.ts'
import { fingerprintOfKey, isKeyOf, type MadeKey, makePrivateKey } from './made-key.node.ts'
import { proveShares } from './prove.ts'
import { type CardFault, type Expected, type RecordedShare, readCard, typedWords } from './read-card.ts'
import { parseRecord, recordedShares } from './record.ts'
import { newReceiver, type Purpose, type Receiver, seal } from './sealed-box.node.ts'
import type { SplitFacts } from './secret-port.ts'
import type { SplitRequest } from './secret-protocol.ts'
import { type Committed, commitmentOf, limits, type Share, secretBytes, secretCommitment } from './share.ts'
import { combineShares, splitSecret } from './split.ts'

/**
 * - `new`: nothing yet. `made`: split here, cards go out and come back. `proven`: all came back, and the KEK is theirs.
 * - `expected`: cards of an existing set are read. `combined`: they gave the KEK.
 * - `ended`: all is overwritten.
 */
type Stage = 'new' | 'made' | 'proven' | 'expected' | 'combined' | 'ended'

/** What is known of the set, none of it secret. */
type Known = {
  readonly shares: readonly RecordedShare[]
  readonly committed: Committed
  readonly fingerprint: string
  /** SHA-256 of the blob's file, where a record names one. */
  readonly blobDigest?: string
}

/** The methods of `SecretHost` as they are in the process that holds the secret. Each throws CeremonyError `backup/*`. */
export class SecretScope {
  #stage: Stage = 'new'
  readonly #receiver: Receiver = newReceiver()
  #key: MadeKey | undefined
  #kek: Uint8Array | undefined
  #known: Known | undefined
  /** Cards that were made here and not read back yet, by holder. */
  readonly #issued = new Map<string, Share>()
  /** Cards that were typed and are right, by x. */
  readonly #read = new Map<number, Share>()

  get receiver(): Uint8Array {
    return this.#receiver.publicKey
  }

  makeKey(algorithm: Algorithm): Uint8Array {
    this.#only('makeKey', ['new'])
    if (this.#key !== undefined) throw outOfOrder('makeKey', 'a key was made already')
    this.#key = makePrivateKey(algorithm)
    return this.#key.spki
  }

  async split({
    epoch,
    threshold,
    fingerprint,
    holders,
    tokenRandom,
    dice,
    ...origin
  }: SplitRequest): Promise<SplitFacts> {
    this.#only('split', ['new'])
    if (this.#key !== undefined && fingerprintOfKey(this.#key.spki) !== fingerprint)
      throw outOfOrder('split', 'the key that was made here is another one')
    const secrets: Uint8Array[] = []
    const owned = <B extends Uint8Array>(bytes: B): B => {
      secrets.push(bytes)
      return bytes
    }
    try {
      const rolls = dice === null ? undefined : owned(checkDice(owned(this.#open(dice, 'dice', 'the rolls'))))
      const sources = {
        operatingSystem: owned(randomBytes(secretBytes)),
        ...(tokenRandom !== null && {
          token: {
            serial: tokenRandom.serial,
            bytes: owned(this.#open(tokenRandom.box, 'random', 'random bytes of the token')),
          },
        }),
        ...(rolls !== undefined && { dice: rolls }),
      }
      const kek = mixSecret(sources)
      this.#kek = kek // overwritten below where nothing comes of it
      const about = { set: randomInt(2 ** limits.setBits), epoch, threshold, fingerprint }
      const shares = await splitSecret(kek, about, holders)
      for (const share of shares) this.#issued.set(share.holder, share)
      const commitment = secretCommitment({ ...about, shareCount: shares.length }, origin, kek)
      const recorded = shares.map(recordedShare)
      this.#known = { shares: recorded, committed: { ...origin, secretCommitment: commitment }, fingerprint }
      this.#stage = 'made'
      return {
        set: about.set,
        shares: recorded.map(({ x, holder, commitment }) => ({ x, holder, commitment })),
        secretCommitment: commitment,
        entropy: namesOf(sources),
      }
    } finally {
      for (const bytes of secrets) bytes.fill(0)
      if (this.#stage !== 'made') this.#forgetKek()
    }
  }

  expect(recordFile: Uint8Array): null {
    this.#only('expect', ['new'])
    if (this.#key !== undefined) throw outOfOrder('expect', 'a key was made already')
    const record = parseRecord(recordFile, 'the public record')
    const shares = recordedShares(record)
    const fingerprint = shares[0]?.fingerprint ?? ''
    this.#known = { shares, committed: record, fingerprint, blobDigest: record.blob.sha256 }
    this.#stage = 'expected'
    return null
  }

  /** @returns a box for the station, of purpose `card`. A card that was read back well is not shown again. */
  card(holder: string, to: Uint8Array): Uint8Array {
    this.#only('card', ['made'])
    const share = this.#issued.get(holder)
    if (share === undefined) throw outOfOrder('card', 'that person has no card here that is still to be read back')
    const text = cardText(share)
    try {
      return seal(to, text, 'card')
    } finally {
      text.fill(0)
    }
  }

  read(holder: string | null, box: Uint8Array): CardFault | null {
    const { shares } = this.#only('read', ['made', 'expected'])
    const expected: Expected = { shares, read: new Set(this.#read.keys()), ...(holder !== null && { holder }) }
    const typed = this.#open(box, 'card', 'the words of a card')
    try {
      const words = typedWords(typed)
      const found = readCard(words, expected)
      if (!('share' in found)) return found.fault === 'check-failed' ? (likelySlip(words, expected) ?? found) : found
      this.#read.set(found.share.x, found.share)
      this.#issued.get(found.share.holder)?.y.fill(0) // from now on the card that was read back is the one
      this.#issued.delete(found.share.holder)
      return null
    } finally {
      typed.fill(0)
    }
  }

  async prove(): Promise<number> {
    const { shares, committed } = this.#only('prove', ['made'])
    const read = [...this.#read.values()]
    if (read.length < shares.length)
      throw new CeremonyError('backup/too-few', { given: read.length, needed: shares.length })
    const tried = await proveShares(read, committed)
    await this.#takeKek(read.slice(0, read[0]?.threshold ?? 0), 'proven')
    return tried
  }

  async combine(): Promise<null> {
    this.#only('combine', ['expected'])
    await this.#takeKek([...this.#read.values()], 'combined')
    return null
  }

  /** BACKUP-READ-BACK: no key is wrapped, and none restored, but with the KEK that cards gave. */
  kekFor(to: Uint8Array): Uint8Array {
    this.#only('kekFor', ['proven', 'combined'])
    return seal(to, this.#secret('kekFor'), 'kek')
  }

  privateKeyFor(to: Uint8Array): Uint8Array {
    this.#only('privateKeyFor', ['proven'])
    return seal(to, this.#madeKey('privateKeyFor').pkcs8, 'private-key')
  }

  wrapOwn(): KeyBlob {
    this.#only('wrapOwn', ['proven'])
    const { pkcs8 } = this.#madeKey('wrapOwn')
    return { mechanism: 'aes-kwp', wrapped: new Uint8Array(wrapKwp(this.#secret('wrapOwn'), pkcs8)) }
  }

  addMac(iv: Uint8Array, wrapped: Uint8Array): KeyBlob {
    this.#only('addMac', ['proven'])
    if (iv.length !== 16) throw outOfOrder('addMac', 'an IV that is not 16 bytes')
    return {
      mechanism: 'aes-cbc-pad-hmac',
      wrapped,
      iv,
      mac: new Uint8Array(macOf(this.#secret('addMac'), iv, wrapped)),
    }
  }

  blobHolds(blob: KeyBlob): boolean {
    const known = this.#only('blobHolds', ['proven', 'combined'])
    const kek = this.#secret('blobHolds')
    if (!isRecorded(blob, known)) return false
    const key = openBlob(kek, blob)
    const holds = key !== undefined && isKeyOf(key, known.fingerprint)
    key?.fill(0)
    return holds
  }

  unwrapFor(blob: KeyBlob, to: Uint8Array): Uint8Array {
    const known = this.#only('unwrapFor', ['proven', 'combined'])
    const kek = this.#secret('unwrapFor')
    const refused = (reason: string) => new CeremonyError('backup/blob', { what: 'The copy of the blob', reason })
    if (!isRecorded(blob, known)) throw refused('it is another one than the public record names')
    const key = openBlob(kek, blob)
    if (key === undefined) throw refused('it was altered, or wrapped under another secret')
    try {
      if (!isKeyOf(key, known.fingerprint)) throw refused('what is in it is not the key that the public record names')
      return seal(to, key, 'private-key')
    } finally {
      key.fill(0)
    }
  }

  close(): null {
    this.#forgetKek()
    this.#forgetShares()
    this.#key?.pkcs8.fill(0)
    this.#key = undefined
    this.#stage = 'ended'
    return null
  }

  /** From now on the KEK in use is the one that these cards give, and no share is left. */
  async #takeKek(shares: readonly Share[], stage: Stage): Promise<void> {
    const kek = await combineShares(shares, this.#known?.committed ?? noneCommitted)
    this.#forgetKek()
    this.#forgetShares()
    this.#kek = kek
    this.#stage = stage
  }

  #forgetKek(): void {
    this.#kek?.fill(0)
    this.#kek = undefined
  }

  #forgetShares(): void {
    for (const shares of [this.#issued, this.#read]) {
      for (const share of shares.values()) share.y.fill(0)
      shares.clear()
    }
  }

  #open(box: Uint8Array, purpose: Purpose, content: string): Uint8Array {
    const opened = this.#receiver.open(box, purpose)
    if (opened === undefined) throw new CeremonyError('backup/box', { content })
    return opened
  }

  /** @returns what is known of the set; of no use before there is one. */
  #only(call: string, stages: readonly Stage[]): Known {
    if (!stages.includes(this.#stage)) throw outOfOrder(call, stageWords[this.#stage])
    return this.#known ?? { shares: [], committed: noneCommitted, fingerprint: '' }
  }

  #secret(call: string): Uint8Array {
    if (this.#kek === undefined) throw outOfOrder(call, 'there is no secret')
    return this.#kek
  }

  #madeKey(call: string): MadeKey {
    if (this.#key === undefined) throw outOfOrder(call, 'no key was made here')
    return this.#key
  }
}

const stageWords: Readonly<Record<Stage, string>> = {
  new: 'nothing was split or read yet',
  made: 'the cards were not proven yet, or are made already',
  proven: 'the cards were proven already',
  expected: 'cards of an existing set are being read',
  combined: 'the cards gave the secret already',
  ended: 'it was ended',
}

/** No secret fits it. */
const noneCommitted: Committed = { made: 'rehearsal', ceremony: '', secretCommitment: '' }

const outOfOrder = (call: string, problem: string) => new CeremonyError('backup/order', { call, problem })

/** Without the share itself. */
const recordedShare = (share: Share): RecordedShare => {
  const { set, epoch, threshold, shareCount, fingerprint, x, holder } = share
  return { set, epoch, threshold, shareCount, fingerprint, x, holder, commitment: commitmentOf(share) }
}

/** A record that names a blob means that one and no other. */
const isRecorded = (blob: KeyBlob, { blobDigest }: Known): boolean =>
  blobDigest === undefined || createHash('sha256').update(encodeBlob(blob)).digest('hex') === blobDigest
