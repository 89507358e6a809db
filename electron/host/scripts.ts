// The scripts this station has, by id.

import { recoveryDrill } from '../../ceremonies/recovery-drill.ts'
import { restore } from '../../ceremonies/restore.ts'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { type AnyScript, rolesAsked } from '../../core/ceremony/script.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { RolesOfScript } from '../../core/formats/plan.ts'

export const scripts: readonly AnyScript[] = [rootKeyGeneration, recoveryDrill, restore]

/** @throws CeremonyError `ceremony/unknown`, naming those there are. */
export function scriptOf(id: string): AnyScript {
  const script = scripts.find((candidate) => candidate.id === id)
  if (script === undefined)
    throw new CeremonyError('ceremony/unknown', { id, known: scripts.map((known) => known.id).join(', ') })
  return script
}

/** What a script asks of the people in a plan; undefined for a script that is not here. */
export const scriptRoles: RolesOfScript = (id) => {
  const script = scripts.find((candidate) => candidate.id === id)
  return script === undefined ? undefined : rolesAsked(script)
}
