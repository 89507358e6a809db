// Long: the cases of the matrix in one place, a line or two each.
// Puts the faults of the matrix into a live module, one after the other, and says of each what came of it.

import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wrapKwp } from '../../core/backup/blob.ts'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import { type CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { type RunningTokenHost, startTokenHost } from '../../core/token/client.node.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { compileLibrary, factorySoPin, makeSoftHsm, secret, temporaryDirectory, withFault } from '../token/softhsm.ts'
import type { Answer, Cell, Operation } from './matrix.ts'

/** What came of one cell. No problem: the fault was met as it must be. */
export type Outcome = { readonly cell: Cell; readonly answer: Answer; readonly problems: readonly string[] }

const userPin = 'user-pin-1234'
const otherSoPin = 'other-so-4712'
const key = { objectId: 'c0de', algorithm: 'ecdsa-p256' } as const
/** A key that may be wrapped. */
const wayOut = { objectId: 'c0df', algorithm: 'ecdsa-p256' } as const
const message = Uint8Array.of(1, 2, 3)
/** Of a cell that hangs. Far beyond what a healthy call takes here, and waited out by few. */
const hangDeadlineMs = 12_000
/** Nothing may take longer: an answer that does not come is a loss. */
const lostAfterMs = 60_000

/** One SoftHSM of its own: a token with a key, and one that is initialised again and again. */
type Table = {
  readonly site: SiteModule
  readonly cue: (text: string) => void
  /** How often the module was called so since the last cue. */
  readonly count: (name: string) => number
  /** All lines of the log since then. */
  readonly calls: () => readonly string[]
  readonly serial: string
  readonly spare: string
  readonly spki: Uint8Array
  readonly remove: () => void
}

export async function makeTable(): Promise<Table> {
  const { directory, remove } = temporaryDirectory()
  const { module, tokens } = await makeSoftHsm(directory, 2)
  const library = compileLibrary('fault.c', directory)
  const [serial = '', spare = ''] = tokens.map((token) => token.serial)
  const file = join(directory, 'cue')
  const log = join(directory, 'log')
  const behind = withFault(module, library, '', log)
  const site = { ...behind, environment: { ...behind.environment, FAULT_FILE: file } }
  const cue = (text: string) => {
    writeFileSync(file, text)
    rmSync(log, { force: true })
    writeFileSync(log, '')
  }
  cue('')
  const host = await startTokenHost(site)
  const so = secret(factorySoPin)
  await host.initialise({ serial, label: 'faulty', factorySoPin: so, soPin: so, userPin: secret(userPin) })
  await host.login({ serial, pin: secret(userPin) })
  const { spki } = await host.generateKeyPair({ ...key, label: 'key' })
  await host.generateKeyPair({ ...wayOut, label: 'way out', extractable: true })
  await host.close()
  const lines = () => readFileSync(log, 'utf8').split('\n')
  return {
    site,
    cue,
    calls: lines,
    count: (name) => lines().filter((line) => line === name).length,
    serial,
    spare,
    spki,
    remove,
  }
}

/** The host of a table, kept from cell to cell as long as it serves. */
class Bench {
  readonly table: Table
  #host: RunningTokenHost | undefined
  #loggedIn = false
  #cells = 0

  constructor(table: Table) {
    this.table = table
  }

  /** A number that no cell had before: names what a cell leaves on the token. */
  get fresh(): string {
    return (++this.#cells).toString(16).padStart(6, '0')
  }

  /** A host in the state that an operation begins in; `deadlineMs` asks for a new one. */
  async host(loggedIn: boolean, deadlineMs?: number): Promise<RunningTokenHost> {
    if (this.#host !== undefined && (this.#loggedIn !== loggedIn || deadlineMs !== undefined)) await this.end()
    this.#host ??= await startTokenHost(this.table.site, deadlineMs === undefined ? {} : { deadlineMs })
    if (loggedIn && !this.#loggedIn) await this.#host.login({ serial: this.table.serial, pin: secret(userPin) })
    this.#loggedIn = loggedIn
    return this.#host
  }

  async start(deadlineMs: number): Promise<void> {
    await this.end()
    this.#host = await startTokenHost(this.table.site, { deadlineMs })
    this.#loggedIn = false
  }

  async end(): Promise<void> {
    await this.#host?.close()
    this.#host = undefined
    this.#loggedIn = false
  }

  /** After a cell: the same process goes on where it lives, else a new one begins; either way a key signs again. */
  async goOn(cell: Cell): Promise<void> {
    if (cell.during === 'initialise') await this.#initialiseAgain()
    const listed = this.#host && (await answerOf(this.#host.list())).answer
    if (listed !== undefined && listed !== 'done' && listed !== 'token/host-gone')
      throw new Error(`the same process cannot even list: ${listed}`)
    if (listed !== 'done' || cell.during === 'login') await this.end()
    const host = await this.#ready(cell)
    if (!this.#loggedIn) return
    const [signature] = await host.sign({ ...key, messages: [message] })
    const { spki } = this.table
    verifySignature({ spki, algorithm: key.algorithm, message, signature: signature ?? new Uint8Array(0) })
  }

  /** Where the sessions were lost, the login is too: a person begins anew. */
  async #ready(cell: Cell): Promise<RunningTokenHost> {
    const plain: readonly Operation[] = ['open', 'list', 'initialise', 'random']
    if (plain.includes(cell.during)) return this.host(false)
    if (cell.fault === 'lose') await this.end()
    const host = await this.host(true)
    await host.findKey(key)
    return host
  }

  /** The spare token, whatever state it was left in: its SO PIN is the old or the new one. */
  async #initialiseAgain(): Promise<void> {
    const host = await this.host(false)
    const again = (from: string) =>
      host.initialise({ serial: this.table.spare, label: 'spare', ...pins(from, factorySoPin) })
    const first = await answerOf(again(factorySoPin))
    if (first.answer === 'token/so-pin-incorrect') await again(otherSoPin)
    else if (first.answer === 'token/host-gone') {
      await this.end()
      await this.#initialiseAgain()
    } else if (first.error !== undefined) throw first.error
  }
}

const pins = (from: string, to: string) => ({
  factorySoPin: secret(from),
  soPin: secret(to),
  userPin: secret(userPin),
})

/** Begin in the state that the operation needs, and give what is to be done while the fault is on. */
async function prepare(bench: Bench, cell: Cell): Promise<() => Promise<unknown>> {
  const { during, fault } = cell
  const deadlineMs = /^(?:hang|max)/.test(fault) ? hangDeadlineMs : undefined
  const { serial, spare } = bench.table
  const fresh = bench.fresh
  if (during === 'open' || fault === 'null') {
    await bench.end()
    return () => bench.start(hangDeadlineMs).then(async () => operate(await bench.host(needsLogin(during))))
  }
  const host = await bench.host(needsLogin(during), deadlineMs)
  if (during === 'writeData') await host.writeData({ label: `d${fresh}`, value: Uint8Array.of(1) })
  if (during === 'signAnew') {
    bench.table.cue('C_Sign:rv=30')
    await answerOf(host.sign({ ...key, messages: [message] }))
  }
  return () => operate(host)

  function operate(host: RunningTokenHost): Promise<unknown> {
    switch (during) {
      case 'open':
        return Promise.resolve()
      case 'list':
        return host.list()
      case 'initialise':
        return host.initialise({ serial: spare, label: 'spare', ...pins(factorySoPin, otherSoPin) })
      case 'login':
        return host.login({ serial, pin: secret(userPin) })
      case 'generateKeyPair':
        return host.generateKeyPair({ objectId: `f0${fresh}`, label: 'made', algorithm: 'ecdsa-p256' })
      case 'findKey':
        return host.findKey(key)
      case 'sign':
      case 'signAnew':
        return host.sign({ ...key, messages: [message, message] }).then((signatures) => {
          for (const signature of signatures)
            verifySignature({ spki: bench.table.spki, algorithm: key.algorithm, message, signature })
        })
      case 'random':
        return host.random({ serial, sizeBytes: 32, to: newReceiver().publicKey })
      case 'wrapKey':
        return host.receiver().then((to) => host.wrapKey({ ...wayOut, kek: seal(to, kek, 'kek') }))
      case 'unwrapKey':
        return unwrap(host, `f1${fresh}`)
      case 'lockKey':
        return lock(host, `f2${fresh}`)
      case 'readData':
        return host.readData({ serial, label: `d${fresh}` })
      case 'writeData':
        return host
          .writeData({ label: `d${fresh}`, value: Uint8Array.of(2) })
          .then(() => fault === 'null' && host.writeData({ label: `d${fresh}`, value: Uint8Array.of(3) }))
      case 'close':
        return bench.end()
      default:
        return during satisfies never
    }
  }
}

const kek = randomBytes(32)
const foreign = makePrivateKey('ecdsa-p256')

/** A key that was made elsewhere comes in and, where it failed, has left nothing. */
async function unwrap(host: RunningTokenHost, objectId: string): Promise<void> {
  const { spki, pkcs8 } = foreign
  const blob = { mechanism: 'aes-kwp', wrapped: wrapKwp(kek, pkcs8) } as const
  const request = { objectId, label: 'came in', algorithm: key.algorithm, spki, blob }
  try {
    await host.unwrapKey({ ...request, kek: seal(await host.receiver(), kek, 'kek') })
  } catch (error) {
    if (!isCeremonyError(error, 'token/blob-refused') && !isCeremonyError(error, 'token/key-attributes')) throw error
    const { destroyed } = await host.destroyKey({ objectId })
    if (destroyed > 0) throw new Error(`${destroyed} objects were left`)
    throw error
  }
}

/** A key that could not be locked is not said to be. */
async function lock(host: RunningTokenHost, objectId: string): Promise<void> {
  const made = { objectId, algorithm: key.algorithm }
  await host.generateKeyPair({ ...made, label: 'to lock', extractable: true })
  const { locked } = await host.lockKey(made)
  const after = await host.findKey(made)
  if (locked && after?.attributes.extractable !== false) throw new Error('said to be locked, and is not')
}

const noLogin: readonly Operation[] = ['open', 'list', 'initialise', 'login', 'random']
const needsLogin = (during: Operation) => !noLogin.includes(during)

type Answered = { readonly answer: Answer; readonly error?: CeremonyError }

/** What it ended in. An error that is not ours, or one that never comes, is thrown: that is a loss. */
async function answerOf(promise: Promise<unknown>): Promise<Answered> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer came')), lostAfterMs)
  })
  try {
    await Promise.race([promise, late])
    return { answer: 'done' }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { answer: error.code, error }
  } finally {
    clearTimeout(timer)
  }
}

async function runCell(bench: Bench, cell: Cell): Promise<Outcome> {
  const { table } = bench
  table.cue('')
  let answered: Answered = { answer: 'station/bug' }
  const problems: string[] = []
  try {
    const operation = await prepare(bench, cell)
    table.cue(`${cell.function}:${cell.fault}`)
    answered = await answerOf(operation())
    problems.push(...problemsOf(cell, answered, table))
    table.cue('')
    await bench.goOn(cell)
  } catch (error) {
    problems.push(`lost: ${error instanceof Error ? error.message : 'a thrown value'}`)
    table.cue('')
    await bench.end()
  }
  return { cell, answer: answered.answer, problems }
}

function problemsOf(cell: Cell, { answer, error }: Answered, table: Table): readonly string[] {
  const problems: string[] = []
  if (!cell.answers.includes(answer)) problems.push(`answered ${answer}, not ${cell.answers.join(' or ')}`)
  const detail: Readonly<Record<string, unknown>> = error?.detail ?? {}
  // Where it goes on all the same nobody is told, and the matrix says of each cell whether it may.
  if (cell.ckr !== undefined && error !== undefined && !names(error, cell.ckr))
    problems.push(`does not name ${cell.ckr}: ${wordsOf(error).happened}`)
  if (cell.ckr !== undefined && 'ckr' in detail && detail.call !== cell.function)
    problems.push(`names the call ${detail.call}`)
  if (error !== undefined && /undefined|\[object|NaN/.test(Object.values(wordsOf(error)).join(' ')))
    problems.push('words with a hole')
  // A person asked for one login, or for none; an initialisation is one C_InitToken and one login of its SO.
  const oneAsked = cell.during === 'login' || cell.during === 'initialise' || cell.fault === 'null'
  const logins = table.count('C_Login')
  if (logins > (oneAsked ? 1 : 0)) problems.push(`${logins} logins`)
  if (table.count('C_InitToken') > (cell.during === 'initialise' ? 1 : 0)) problems.push('a second C_InitToken')
  if (table.count('C_GenerateKeyPair') > 1) problems.push('a second C_GenerateKeyPair')
  return problems
}

/** In its detail, or in its words where the detail has no place for it (`token/module-unusable`). */
function names(error: CeremonyError, ckr: string): boolean {
  const detail: Readonly<Record<string, unknown>> = error.detail
  if ('ckr' in detail) return detail.ckr === ckr
  return wordsOf(error).happened.includes(`(${ckr})`)
}

/** Run these cells, in two processes' worth of turns. @param onEach - told of each as it ends. */
export async function runCells(cells: readonly Cell[], onEach = (_: Outcome) => {}): Promise<readonly Outcome[]> {
  // Cells of one state stand together, so that a host serves many.
  const order = [...cells].sort((a, b) => Number(needsLogin(a.during)) - Number(needsLogin(b.during)))
  const outcomes: Outcome[] = []
  const workers = ['one', 'two'].map(async () => {
    const table = await makeTable()
    const bench = new Bench(table)
    try {
      for (let cell = order.shift(); cell !== undefined; cell = order.shift()) {
        const outcome = await runCell(bench, cell)
        outcomes.push(outcome)
        onEach(outcome)
      }
    } finally {
      await bench.end()
      table.remove()
    }
  })
  await Promise.all(workers)
  return outcomes
}
