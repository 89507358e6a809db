// While a token is quiet, a person decides: wait longer, or give up. Answered beside the queue, in which that call is under way.

import type { TokenCall } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Handlers } from './bridge-host.ts'
import type { CeremonyFiles } from './files.node.ts'
import { checkPresent } from './participants.ts'
import type { TokenDesk } from './token-desk.ts'

/** A token that gave a sign of life less than so long ago is not given up: it may be another call than the person saw. */
const quietAfterMs = 5_000

/**
 * The three calls about the token of the ceremony that is open.
 * Not caught: a library whose process is only being started (its call is not offered; its own deadline ends it).
 * @throws CeremonyError `ceremony/not-you` for who is not present, `ceremony/not-now` where no call is under way.
 */
export const tokenHandlers = (files: CeremonyFiles, desk: TokenDesk): Handlers<TokenCall> => ({
  'token.waiting': async () => desk.waiting() ?? null,
  'token.extend': async ({ by, ms }) => {
    checkPresent(files, by)
    if (!desk.extend(by, ms)) throw notNow('token.extend', noCall)
    return desk.waiting() ?? null
  },
  'token.giveUp': async ({ by }) => {
    checkPresent(files, by)
    const waiting = desk.waiting()
    if (waiting === undefined) throw notNow('token.giveUp', noCall)
    if (waiting.quietMs < quietAfterMs) throw notNow('token.giveUp', 'the token gave a sign of life a moment ago')
    desk.giveUp(by)
    return null
  },
})

const noCall = 'no call to a token is under way'

const notNow = (asked: string, reason: string) => new CeremonyError('ceremony/not-now', { asked, reason })
