// Rules about text: PLAN-TEXT, PLAN-NAME-SAFE.

import { quoted, unseenReason } from '../../formats/yaml-text.ts'
import type { Problem } from '../../formats/yaml-tree.ts'
import { type Finding, type PlanSections, planRule } from '../rule.ts'

/**
 * PLAN-TEXT: no text of a plan holds anything that paper does not show: control, bidi and zero-width characters,
 * blanks other than the blank; all is in Unicode form NFC. Line feeds only in `publicKey`. Not caught: letters of
 * different scripts that look alike.
 */
export function textProblems(sections: PlanSections): Problem[] {
  const problems: Problem[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const problem = unseenReason(value, path.endsWith('.publicKey'))
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
 * or digit, so it is one folder inside another on every medium and never climbs out. Source: CVE-2021-41131.
 */
export const nameSafeRule = planRule('PLAN-NAME-SAFE', ['repositories'], ({ repositories }) =>
  repositories.flatMap(({ name }, index): readonly Finding[] => {
    const bad = name.split('/').find((each) => !part.test(each) || each.endsWith('.'))
    if (bad === undefined && name.length <= maxName) return []
    return [
      {
        path: `repositories[${index}].name`,
        problem:
          bad === undefined
            ? `the name is longer than ${maxName} characters`
            : `the part ${quoted(bad)} is not safe as a file name`,
        fix: 'Write parts of a-z, 0-9, ".", "_" and "-" with "/" between; each begins with a letter or digit.',
      },
    ]
  }),
)
