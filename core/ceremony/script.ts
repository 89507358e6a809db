// The shape of a script: acts and steps as data. docs/formats/script.md.

import type { Role } from '../formats/plan.ts'
import type { ScriptRoles } from '../plan/rule.ts'

/** Lists a step may be repeated over. Each item brings the names that texts and `with` may use (collections.ts). */
export type Collection =
  | 'people'
  | 'tokens'
  | 'keysOnTokens'
  | 'broughtKeys'
  | 'repositories'
  | 'rootSigners'
  | 'sealKeys'
  | 'safes'
  /** Everybody who must be there: all but, in a recovery, those who only bring a card and may be absent. */
  | 'rollCall'
  | 'exceptions'

/** Lists a whole act may be repeated over. */
export type ActCollection = 'backupSets' | 'recoverySets'

/** Lists of the item of the act, over which a step inside it may be repeated. */
export type Nested = 'item.shares' | 'item.copies' | 'item.serials' | 'item.vendorSteps' | 'item.recoveryShares'

/** Conditions on the plan or on the item, decided when the script is expanded. */
export type Condition =
  | 'hasPrevious'
  | 'hasNoPrevious'
  | 'hasBags'
  | 'item.initialise'
  | 'item.keep'
  | 'item.bagged'
  | 'item.madeOnToken'
  | 'hasBackup'
  | 'hasImported'
  | 'allMadeHere'
  | 'hasRecovery'
  | 'isQuorum'
  | 'isFull'
  | 'item.dice'
  | 'item.split'
  | 'item.wrapped'
  | 'item.imported'
  | 'item.vendor'
  | 'item.printed'

/** Who: a role (any person who holds it), or a person whom the item names. */
export type Actor<R extends Role> = R | `item.${ItemActor}` | 'anyone'
export type ItemActor = 'holder' | 'securityOfficer' | 'person' | 'custodians'

/** Where to go when it does not go so. Printed as IF ... THEN ... GO TO. */
export type Otherwise = {
  readonly if: string
  readonly then: string
  /** `act/step` of the same script: the cursor goes back there. */
  readonly goTo?: string
  /** Whether the step may be passed over a recorded deviation. Where absent, it may not. */
  readonly mayContinue?: true
}

/**
 * A secret that the step needs: who types it, and what it is called. It goes to the token host or, as `dice` and `share`, to the
 * secret host, and nowhere else.
 */
export type SecretSlot<R extends Role> = {
  readonly slot: SecretName
  readonly label: string
  readonly by: Actor<R>
  /** Asked for only where the item says so. */
  readonly when?: 'item.dice'
}
/** `dice`: rolls, as digits 1 to 6. `share`: the words of a card; typed at the page for cards (core/bridge.ts), not as a PIN. */
export const secretNames = ['userPin', 'soPin', 'factorySoPin', 'newUserPin', 'code', 'dice', 'share'] as const
export type SecretName = (typeof secretNames)[number]

export type Field = {
  readonly id: string
  readonly label: string
  readonly form: 'initials' | 'text' | 'number'
  /** A planned value to compare with: what was entered must equal it, or the step does not fit. */
  readonly expect?: string
  /** A number of its own, as a new bag has: neither in the plan nor typed at an earlier step of the day. */
  readonly fresh?: true
  /** `act/step` of the same item: what stood in its field of this id must be typed again. */
  readonly sameAs?: string
}

type Base<R extends Role> = {
  readonly id: string
  readonly title: string
  readonly by: Actor<R>
  /** Who may answer for it too, for example where the person whom it is about is not there. Gives nobody a secret slot. */
  readonly alsoBy?: Actor<R>
  /** Neighbours that repeat over the same list are repeated together: all of them for the first item, then the second. */
  readonly forEach?: Collection | Nested
  readonly when?: Condition
  /** It is about the token into which the blob is restored, not the item's own: `{item.token}`, `item.holder` and `bound.token` say so. */
  readonly on?: 'item.proof'
  /** It stands inside the scope of the secret of its act's set: when that is gone, the set is void. */
  readonly scope?: true
  /** What is to be done after the set was voided; otherwise it is passed over in silence, and never stands. */
  readonly onlyAfterVoid?: true
  /** One sentence, imperative. `{item.name}` and `{plan.name}` are filled in by expand. */
  readonly do: string
  readonly see?: string
  readonly otherwise?: Otherwise
}

/** Values the host can show for comparison. */
export type ComparedValue =
  | 'plan-digest'
  | 'script-digest'
  | 'station-clock'
  | 'payload-digest'
  | 'key-digest'
  | 'manifest-digest'
  | 'head'
  | 'deviations'

/** What a perform step does; each has one file in electron/host/actions. */
export type Action =
  | 'station/readiness'
  | 'token/identify'
  | 'token/initialise'
  | 'key/generate'
  | 'key/prove'
  | 'key/adopt'
  | 'root/draft'
  | 'root/check'
  | 'root/sign'
  | 'root/assemble'
  | 'verify/all'
  | 'export/bag'
  | 'export/read-again'
  | 'transcript/seal'
  | BackupAction
  | RecoveryAction

/** What the act of a backup does; electron/host/actions/backup. */
export type BackupAction =
  | 'backup/begin'
  | 'backup/issue'
  | 'backup/read-back'
  | 'backup/prove'
  | 'backup/wrap'
  | 'backup/wrap-own'
  | 'backup/restore'
  | 'backup/copy'
  | 'backup/lock'
  | 'backup/import'
  | 'backup/end'

/** What a recovery does; electron/host/actions/recovery. */
export type RecoveryAction =
  | 'recovery/begin'
  | 'recovery/read'
  | 'recovery/combine'
  | 'recovery/restore'
  | 'recovery/sign'
  | 'recovery/destroy'
  | 'recovery/certificate'

type Attest<R extends Role> = Base<R> & {
  readonly kind: 'attest'
  readonly statement: string
  /** Nobody attests to themself: where `by` leaves nobody but the person whom it is about, this actor does it. */
  readonly deputy?: Actor<R>
}
type Choose<R extends Role> = Base<R> & {
  readonly kind: 'choose'
  readonly options: readonly { readonly id: string; readonly label: string; readonly fits: boolean }[]
}
type Enter<R extends Role> = Base<R> & {
  readonly kind: 'enter'
  readonly fields: readonly Field[]
  readonly secrets?: readonly SecretSlot<R>[]
}
type Compare<R extends Role> = Base<R> & { readonly kind: 'compare'; readonly value: ComparedValue }
type Transfer<R extends Role> = Base<R> & { readonly kind: 'transfer'; readonly what: string; readonly to: string }
type Perform<R extends Role> = Base<R> & {
  readonly kind: 'perform'
  readonly action: Action
  readonly secrets?: readonly SecretSlot<R>[]
} & (
    | { readonly irreversible: true; readonly gone: string; readonly confirmedBy: readonly Actor<R>[] }
    | { readonly irreversible?: never; readonly gone?: never; readonly confirmedBy?: never }
  )

export type Step<R extends Role> = Attest<R> | Choose<R> | Enter<R> | Compare<R> | Transfer<R> | Perform<R>

export type Act<R extends Role> = {
  readonly id: string
  /** `{item.name}` is filled in where the act is repeated. */
  readonly title: string
  /** The act is repeated: `ACT.ITEM` for each item, none where the plan has none. */
  readonly forEach?: ActCollection
  readonly steps: readonly Step<R>[]
}

export type Script<R extends Role = Role> = {
  readonly format: 'anchorite/script/v1'
  readonly id: string
  readonly version: number
  readonly title: string
  /** Plan format it reads. */
  readonly plan: 'anchorite/plan/v1'
  /** Head-count: how many people the plan must name for each role, at least. */
  readonly roles: { readonly [P in R]: number }
  /** It makes first roots only: a plan whose repository builds on an earlier root is refused before the day. */
  readonly firstRoots?: true
  /** It signs no root: a plan for it has no repository. */
  readonly repositories?: 'none'
  /** It works on the plan's section `recovery`: as a drill, or to restore. */
  readonly recovery?: 'drill' | 'restore'
  /** Pairs of roles that one person may not hold together. */
  readonly apart: readonly (readonly [R, R])[]
  readonly acts: readonly Act<R>[]
}

/** A script of whatever roles: what the engine takes. */
export type AnyScript = Omit<Script, 'roles'> & { readonly roles: { readonly [P in Role]?: number } }

/** What a script asks of a plan, as the plan's rules take it. */
export const rolesAsked = (script: AnyScript): ScriptRoles => ({
  apart: script.apart,
  headCounts: script.roles,
  firstRoots: script.firstRoots === true,
  repositories: script.repositories ?? 'some',
  recovery: script.recovery ?? 'none',
})

/** Write a script: a role that `roles` does not declare, or an irreversible step without `confirmedBy`, does not compile. */
export function defineCeremony<const R extends Role>(script: Script<R>): Script<R> {
  return script
}
