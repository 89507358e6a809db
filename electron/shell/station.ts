// The station behind a shell: the host's calls, plus what only the shell knows (its fences) and can do (paper).

import fs from 'node:fs'
import type { BridgeResult, CallBridge, Reply } from '../../core/bridge.ts'
import type { Readiness } from '../../core/formats/home.ts'
import type { CardSheet } from '../../core/formats/share-view.ts'
import type { SheetName } from '../../core/formats/sheet.ts'
import { printCard } from '../host/card-paper.ts'
import { guardMemory } from '../host/memory.node.ts'
import type { Cups } from '../host/printer.node.ts'
import { createStation } from '../host/station-host.ts'
import type { PrintedPage } from './paper.ts'

type SheetReply = Reply<BridgeResult<'paper.sheet'>>

export type ShellStation = {
  readonly call: CallBridge
  /** The window goes away: tokens are logged out, the ceremony's lock is given back. */
  readonly leave: () => Promise<void>
}

/** Print one sheet from a page of its own, whose calls `paper` answers. */
export type Press = (sheet: PrintedPage, paper: CallBridge) => Promise<Uint8Array>

/**
 * Make the station for one shell.
 * @param input.workDirectory - where ceremonies lie; made, for its owner only, where it is not there.
 * @param input.readiness - lines that the shell adds to home; asked for each time.
 * @param input.cups - the print service; absent: the system's own.
 */
export function shellStation(input: {
  readonly workDirectory: string
  readonly press: Press
  readonly readiness: () => Promise<readonly Readiness[]>
  readonly cups?: Cups
}): ShellStation {
  guardMemory()
  fs.mkdirSync(input.workDirectory, { recursive: true, mode: 0o700 })
  let next: { readonly sheet: SheetName; readonly reply: SheetReply } | undefined
  const { call, leave } = createStation({
    workDirectory: input.workDirectory,
    cups: input.cups,
    printPdf: (sheet) => input.press(sheet, paperOnly(next?.sheet === sheet ? next.reply : undefined)),
    printCard: (sheet, printer) =>
      printCard({ sheet, printer, printPdf: (card) => input.press('share-card', cardOnly(card)) }, input.cups),
  })
  // The host answers one call after another, and the call that prints is under way while its page asks for the sheet:
  // so the sheet is fetched before, and lies ready.
  const printing = async (name: 'paper.pdf' | 'paper.print', args: unknown): Promise<Reply<unknown>> => {
    const sheet = sheetIn(args)
    if (sheet !== undefined) next = { sheet, reply: await call('paper.sheet', { sheet }) }
    return call(name, args as never) // not read here; the schema of this very name looks at it
  }
  const shell = async (name: string, args: unknown): Promise<Reply<unknown>> => {
    if (name === 'paper.pdf' || name === 'paper.print') return printing(name, args)
    const reply: Reply<unknown> = await call(name as never, args as never) // checked by the host, as everything is
    return isHome(name, reply) ? withLines(reply, await input.readiness()) : reply
  }
  return { call: shell as CallBridge, leave } // each reply is the host's own for that name
}

/** A print page gets its one sheet, and nothing else. */
function paperOnly(reply: SheetReply | undefined): CallBridge {
  const answer = async (name: string): Promise<SheetReply> =>
    name === 'paper.sheet' && reply !== undefined ? reply : notHere
  return answer as CallBridge // refuses every name but the one whose reply it is
}

/** The page of a card gets this card, once: who asks again is not the page that is printed. */
function cardOnly(sheet: CardSheet): CallBridge {
  let left: CardSheet | undefined = sheet
  const answer = async (name: string): Promise<Reply<CardSheet>> => {
    const value = name === 'share.sheet' ? left : undefined
    left = undefined
    return value === undefined ? notHere : { ok: true, value }
  }
  return answer as CallBridge // refuses every name but the one whose reply it is
}

const notHere: Extract<SheetReply, { ok: false }> = {
  ok: false,
  error: {
    code: 'station/bridge',
    disposition: 'input',
    words: {
      happened: 'A page that is being printed asked for more than its sheet.',
      safe: 'Nothing was done.',
      next: 'This is a fault of the window; report it.',
    },
  },
}

type HomeReply = Extract<Reply<BridgeResult<'station.home'>>, { readonly ok: true }>

function isHome(name: string, reply: Reply<unknown>): reply is HomeReply {
  return reply.ok && (name === 'station.home' || name === 'station.leave')
}

const withLines = ({ value }: HomeReply, lines: readonly Readiness[]): HomeReply => ({
  ok: true,
  value: { ...value, readiness: [...value.readiness, ...lines] },
})

function sheetIn(args: unknown): SheetName | undefined {
  const names: readonly SheetName[] = ['plan', 'script', 'transcript', 'card']
  const sheet = typeof args === 'object' && args !== null && 'sheet' in args ? args.sheet : undefined
  return names.find((name) => name === sheet)
}
