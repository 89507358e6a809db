// The one token that lies on the desk: found by serial, never by slot; its session ends when another takes its place.

import { CeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import type { Id, Plan, PlannedToken } from '../../core/formats/plan.ts'
import { type Site, type SiteModule, serialAt } from '../../core/formats/site.ts'
import type { Secret } from '../../core/secret.ts'
import type { TokenHost, TokenInfo, Waiting } from '../../core/token/port.ts'
import { Patience } from './patience.ts'

export type StartHost = (module: SiteModule) => Promise<TokenHost>

type Session = { readonly token: Id; readonly host: TokenHost; readonly serial: string; loggedIn: boolean }

export class TokenDesk {
  readonly #plan: Plan
  readonly #site: Site
  readonly #start: StartHost
  readonly #patience = new Patience()
  #session: Session | undefined

  constructor(plan: Plan, site: Site, start: StartHost) {
    this.#plan = plan
    this.#site = site
    this.#start = start
  }

  planned(token: Id): PlannedToken {
    const planned = this.#plan.tokens.find((candidate) => candidate.id === token)
    if (planned === undefined) throw new CeremonyError('station/bug', { what: `no token ${token} in the plan` })
    return planned
  }

  /** The serial that the module reports: the planned one, or its stand-in in a rehearsal. */
  serialOf(token: Id): string {
    return serialAt(this.#site, this.planned(token))
  }

  isLoggedIn(token: Id): boolean {
    return this.#session?.token === token && this.#session.loggedIn
  }

  /**
   * Look for the token and read its state. No PIN is involved.
   * @throws CeremonyError `ceremony/wrong-token`, `ceremony/two-tokens`, `token/*`.
   */
  async find(token: Id): Promise<TokenInfo> {
    const session = await this.#open(token)
    const present = await session.host.list()
    const matching = present.filter((candidate) => candidate.serial === session.serial)
    const [info] = matching
    if (matching.length > 1) throw new CeremonyError('ceremony/two-tokens', { serial: session.serial })
    if (info === undefined) {
      const serials = present.map((candidate) => candidate.serial || '(blank)').join(', ') || 'none'
      throw new CeremonyError('ceremony/wrong-token', { wanted: session.serial, wantedId: token, present: serials })
    }
    return info
  }

  /** One login on the named token, unless it already has one. The PIN is not kept here. */
  async login(token: Id, pin: () => Secret): Promise<TokenHost> {
    const session = await this.#open(token)
    if (!session.loggedIn) {
      await session.host.login({ serial: session.serial, pin: pin() })
      session.loggedIn = true
    }
    return session.host
  }

  /** The token's process, without login. */
  async host(token: Id): Promise<TokenHost> {
    return (await this.#open(token)).host
  }

  /** The call to a token that is under way; undefined where none is, and while a process only starts. */
  waiting(): Waiting | undefined {
    return this.#session?.host.waiting()
  }

  /** A person gives that call more time; false where none is under way. @param ms - at most one hour. */
  extend(by: Id, ms: number): boolean {
    const waiting = this.waiting()
    if (waiting === undefined || this.#session?.host.extend(ms) !== true) return false
    this.#patience.waitedLonger({ by, call: waiting.call, ms })
    return true
  }

  /** A person waits no longer: the call ends in `token/host-hung` now; false where none is under way. */
  giveUp(by: Id): boolean {
    if (this.waiting() === undefined) return false
    this.#patience.gaveUp(by)
    this.#session?.host.giveUp()
    return true
  }

  /** What people decided since this was last asked, for the line of the transcript that is written next. */
  takePatience(): JsonObject {
    return this.#patience.take()
  }

  /** Log out and end the token's process: with it go the copies of the PIN. */
  async release(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await session?.host.close()
  }

  async #open(token: Id): Promise<Session> {
    if (this.#session?.token === token) return this.#session
    await this.release()
    const planned = this.planned(token)
    const module = this.#site.modules[planned.module]
    if (module === undefined) {
      throw new CeremonyError('ceremony/token-not-blank', {
        token,
        reason: `the site file has no module "${planned.module}"`,
      })
    }
    const host = await this.#start(module)
    this.#session = { token, host, serial: this.serialOf(token), loggedIn: false }
    return this.#session
  }
}
