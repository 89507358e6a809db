// token/identify and token/initialise: the right token, named by serial and holder, before any PIN.

import { CeremonyError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/formats/json.ts'
import { setAside } from '../../../core/plan/waivable.ts'
import type { TokenInfo } from '../../../core/token/port.ts'
import { isSoftwareToken } from '../../../core/token/software.ts'
import { type ActionContext, type ActionHandler, tokenOf } from './action.ts'

const describe = (context: ActionContext, info: TokenInfo): JsonObject => {
  const token = tokenOf(context)
  return {
    token: token.id,
    serial: token.serial,
    standIn: info.serial === token.serial ? null : info.serial,
    label: info.label,
    manufacturer: info.manufacturer,
    model: info.model,
    firmware: info.firmware,
    initialised: info.initialised,
    userPin: info.userPin,
    soPin: info.soPin,
    ownPad: info.ownPad,
  }
}

export const tokenIdentify: ActionHandler = {
  prepare: async (context) => {
    const info = await context.desk.find(tokenOf(context).id)
    if (
      context.mode === 'production' &&
      isSoftwareToken(info) &&
      setAside(context.plan, 'TOKEN-SOFTWARE', tokenOf(context).id) === undefined
    ) {
      throw new CeremonyError('ceremony/not-a-station', {
        rules: `TOKEN-SOFTWARE (token ${tokenOf(context).id}: ${info.manufacturer} keeps keys in files)`,
      })
    }
    return {}
  },
  act: async (context) => describe(context, await context.desk.find(tokenOf(context).id)),
}

/** Erases the token. The SO PIN with which it came is checked by C_InitToken; a wrong one spends a try of the SO PIN. */
export const tokenInitialise: ActionHandler = {
  prepare: async (context) => {
    const token = tokenOf(context)
    const info = await context.desk.find(token.id)
    refuseSoState(context, info)
    return { token: token.id, foundSerial: info.serial, labelBefore: info.label, label: token.label }
  },
  act: async (context) => {
    const token = tokenOf(context)
    if (context.desk.isLoggedIn(token.id)) await context.desk.release() // an erased token has no user who could stay logged in
    const host = await context.desk.host(token.id)
    const info = await host.initialise({
      serial: context.desk.serialOf(token.id),
      label: token.label,
      factorySoPin: context.secret('factorySoPin'),
      soPin: context.secret('soPin'),
      userPin: context.secret('newUserPin'),
    })
    await context.desk.release()
    return describe(context, info)
  },
  look: async (context, detail) => {
    const token = tokenOf(context)
    const info = await context.desk.find(token.id)
    const found = {
      ...describe(context, info),
      labelWanted: token.label,
      note: 'If it is done again and the SO PIN was already changed, type the new one as the one with which it came.',
    }
    // A token that had this label before does not tell whether it was erased: it is erased (again).
    const relabelled = info.label === token.label && detail.labelBefore !== token.label
    const done = info.initialised && relabelled && info.userPin !== 'not-set'
    return done ? { found, facts: describe(context, info) } : { found }
  },
}

function refuseSoState(context: ActionContext, info: TokenInfo): void {
  const token = tokenOf(context).id
  if (!info.initialised) return
  if (info.soPin === 'locked')
    throw new CeremonyError('ceremony/token-not-blank', { token, reason: 'its SO PIN is locked' })
  if (info.soPin === 'low' || info.soPin === 'final-try') {
    if (!context.spendTry) throw new CeremonyError('ceremony/pin-state', { token, state: `SO PIN ${info.soPin}` })
  }
}
