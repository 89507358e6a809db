// What a window shows when no ceremony is open, and what it gets back for a plan, a bag or a file that was dropped on it.

import * as v from 'valibot'

const lines = v.array(v.string())
const words = v.strictObject({ happened: v.string(), safe: v.string(), next: v.string() })

/** One line of readiness: green holds, amber is waived or only matters in production, red stops production. */
export const readinessSchema = v.strictObject({
  rule: v.string(),
  state: v.picklist(['green', 'amber', 'red']),
  words: v.string(),
  /** What to do about amber or red; empty for green. */
  next: v.string(),
})

export const homeSchema = v.strictObject({
  station: v.string(),
  version: v.string(),
  time: v.string(),
  readiness: v.array(readinessSchema),
  scripts: v.array(v.strictObject({ id: v.string(), title: v.string() })),
  /** Ceremonies that lie on this station, newest first. */
  ceremonies: v.array(
    v.strictObject({
      id: v.string(),
      title: v.string(),
      plan: v.string(),
      mode: v.picklist(['rehearsal', 'production']),
      status: v.picklist(['running', 'break', 'stopped', 'void', 'closed', 'damaged']),
      entries: v.number(),
      /** Time of the last entry. */
      time: v.string(),
    }),
  ),
  /** Backups that its closed ceremonies made or tried. `state` red: the last try failed, or it is overdue; amber: within 30 days. */
  backups: v.array(
    v.strictObject({
      key: v.string(),
      mode: v.picklist(['rehearsal', 'production']),
      state: v.picklist(['green', 'amber', 'red']),
      set: v.nullable(v.string()),
      made: v.nullable(v.string()),
      madeIn: v.string(),
      drill: v.nullable(v.strictObject({ day: v.string(), level: v.string(), passed: v.boolean() })),
      due: v.nullable(v.string()),
    }),
  ),
})

/** A plan that was dropped on the window: its problems, or what it says. */
export const planCheckSchema = v.variant('ok', [
  v.strictObject({ ok: v.literal(false), problems: lines }),
  v.strictObject({
    ok: v.literal(true),
    name: v.string(),
    version: v.number(),
    ceremony: v.string(),
    organisation: v.string(),
    people: v.number(),
    tokens: v.number(),
    steps: v.number(),
    warnings: lines,
    exceptions: lines,
    planWords: lines,
    planDigest: v.string(),
    scriptWords: lines,
    scriptDigest: v.string(),
    /** The survival table as fixed-width lines. */
    survival: lines,
  }),
])

/** Verdict first. */
export const verdictSchema = v.variant('verdict', [
  v.strictObject({ verdict: v.literal('refused'), code: v.string(), words }),
  v.strictObject({
    verdict: v.picklist(['sealed', 'head', 'consistent']),
    kind: v.picklist(['bag', 'root-chain']),
    mode: v.picklist(['rehearsal', 'production', 'none']),
    title: v.string(),
    summary: v.string(),
    verified: lines,
    deviations: lines,
    notes: lines,
    head: v.nullable(v.string()),
    headWords: lines,
  }),
])

export const inspectedSchema = v.strictObject({ kind: v.string(), sha256: v.string(), words: v.string(), lines })

export const tokensSchema = v.strictObject({
  modules: v.array(
    v.strictObject({
      name: v.string(),
      path: v.string(),
      problem: v.nullable(v.string()),
      tokens: v.array(
        v.strictObject({
          serial: v.string(),
          label: v.string(),
          maker: v.string(),
          initialised: v.boolean(),
          userPin: v.string(),
          soPin: v.string(),
          ownPad: v.boolean(),
          mechanisms: v.number(),
        }),
      ),
    }),
  ),
})

export const printersSchema = v.strictObject({
  /** Why printing is refused on this station, or null. */
  problem: v.nullable(v.string()),
  printers: v.array(v.strictObject({ name: v.string(), description: v.string(), accepting: v.boolean() })),
})

export type Home = v.InferOutput<typeof homeSchema>
export type Readiness = v.InferOutput<typeof readinessSchema>
export type PlanCheck = v.InferOutput<typeof planCheckSchema>
export type Verdict = v.InferOutput<typeof verdictSchema>
export type Inspected = v.InferOutput<typeof inspectedSchema>
export type Tokens = v.InferOutput<typeof tokensSchema>
export type Printers = v.InferOutput<typeof printersSchema>
