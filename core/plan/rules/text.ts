// Rules about text: PLAN-TEXT, PLAN-NAME-SAFE.

import { isCeremonyError } from '../../errors.ts'
import { quoted, unseenReason } from '../../formats/yaml-text.ts'
import type { Problem } from '../../formats/yaml-tree.ts'
import { checkPath } from '../../media/names.ts'
import { proofPath, rootPath } from '../../verify/names.ts'
import { type Finding, type PlanSections, planRule } from '../rule.ts'

/**
 * PLAN-TEXT: no text of a plan holds anything that paper does not show: control, bidi and zero-width characters,
 * blanks other than the blank and the blank at either end; all is in Unicode form NFC. Line feeds only in `publicKey` and `record`.
 * What passes here passes the gate of the bag (BAG-PUBLIC) too. Not caught: letters of different scripts that look alike.
 */
export function textProblems(sections: PlanSections): Problem[] {
  const problems: Problem[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const lines = path.endsWith('.publicKey') || path.endsWith('.record')
      const blank = lines || value === value.trim() ? undefined : 'begins or ends with a blank'
      const problem = unseenReason(value, lines) ?? blank
      const fix = 'Delete what cannot be seen; type the text again if need be.'
      if (problem !== undefined) problems.push({ rule: 'PLAN-TEXT', path, problem, fix })
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`)
    }
  }
  walk(sections, '')
  return problems
}

const part = /^[a-z0-9][a-z0-9._-]{0,63}$/
const maxName = 200

/**
 * PLAN-NAME-SAFE: a repository's name is parts of a-z 0-9 . _ - with one slash between, each beginning with a letter
 * or digit, so it is one folder inside another on every medium and never climbs out. The bag of the day must be able to
 * hold its root file (BAG-NAME): that is known here, not when the keys are made. `1-2` is what steps call a group of
 * repositories. Source: CVE-2021-41131.
 */
export const nameSafeRule = planRule('PLAN-NAME-SAFE', ['repositories'], ({ repositories }) =>
  repositories.flatMap(({ name, version }, index): readonly Finding[] => {
    const bad = name.split('/').find((each) => !part.test(each) || each.endsWith('.') || each.endsWith('.root.json'))
    const problem =
      bad === undefined ? namesNoPlace(name, version) : `the part ${quoted(bad)} is not safe as a file name`
    if (problem === undefined) return []
    return [
      {
        path: `repositories[${index}].name`,
        problem,
        fix: 'Write parts of a-z, 0-9, ".", "_" and "-" with "/" between; each begins with a letter or digit.',
      },
    ]
  }),
)

/** PLAN-NAME-SAFE: a key's id is the name of its files in the bag, so it is no device name (`con`, `aux`). */
export const keyNameSafeRule = planRule('PLAN-NAME-SAFE', ['keys'], ({ keys }) =>
  keys.flatMap(({ id }, index): readonly Finding[] => {
    const problem = unfitForBag(proofPath(id))
    const fix = 'Give the key another id; it becomes the name of a file.'
    return problem === undefined ? [] : [{ path: `keys[${index}].id`, problem, fix }]
  }),
)

function namesNoPlace(name: string, version: number): string | undefined {
  if (name.length > maxName) return `the name is longer than ${maxName} characters`
  if (/^\d+-\d+$/.test(name)) return `${quoted(name)} is what the steps call a group of repositories`
  return unfitForBag(rootPath({ name, version }))
}

/** Why the bag of the day could not hold a file, or undefined. */
function unfitForBag(path: string): string | undefined {
  try {
    checkPath(`data/${path}`)
    return undefined
  } catch (error) {
    if (isCeremonyError(error, 'bag/name')) return `no bag can hold its file: ${error.detail.reason}`
    throw error
  }
}
