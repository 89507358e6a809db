// What the window gets from its shell: one typed call. Types only; the table itself stays with the host.

import type { BridgeArgs, BridgeCall, BridgeResult, CallBridge, Reply } from '../core/bridge.ts'

export type { BridgeArgs, BridgeCall, BridgeResult, CallBridge, Reply }

export type View = BridgeResult<'ceremony.view'>
export type StepView = NonNullable<View['step']>
export type Person = StepView['by'][number]
export type Home = BridgeResult<'station.home'>
export type PlanCheck = BridgeResult<'station.checkPlan'>
export type Verdict = BridgeResult<'station.verify'>
export type Inspected = BridgeResult<'station.inspect'>
export type Tokens = BridgeResult<'station.tokens'>
export type Sheet = BridgeResult<'paper.sheet'>
export type Printers = BridgeResult<'paper.printers'>
export type ShareView = NonNullable<StepView['share']>
/** Holds words of a card: never in React's state (share/fault-words.ts takes them out). */
export type CardFault = NonNullable<BridgeResult<'share.read'>['fault']>
export type ShownCard = BridgeResult<'share.card'>
export type CardSheet = BridgeResult<'share.sheet'>
export type SheetName = BridgeArgs<'paper.sheet'>['sheet']

/** Why a call was refused: its code, and words that come from the host. */
export type Refusal = Extract<Reply<never>, { ok: false }>['error']

declare global {
  interface Window {
    /** Put there by the shell's preload before any script of the page runs. */
    readonly anchorite: { readonly call: CallBridge }
  }
}
