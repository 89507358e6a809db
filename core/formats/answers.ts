// Prepared answers for a run without people at the keyboard. Never a secret: PINs come on a file descriptor. docs/formats/answers.md.

import { CeremonyError } from '../errors.ts'
import type { Id } from './plan.ts'
import { readYaml } from './yaml.ts'
import { id, prose } from './yaml-forms.ts'
import { choice, dictionary, list, note, object, optional, type Report, type Shape, text } from './yaml-shape.ts'
import { pathTo, quoted } from './yaml-text.ts'
import { inOrder, positionOf, type YamlNode } from './yaml-tree.ts'

export type Answer = {
  /** Id of a step, `act/step/item`, or its beginning with `*` at the end. */
  readonly step: string
  /** Person who answers, where more than one may. */
  readonly by?: Id
  /** What is entered, by the id of the field. */
  readonly values?: { readonly [field: string]: string }
  readonly answer?: 'yes' | 'no'
  /** Recorded with the answer, for example why it is "no". */
  readonly note?: string
}

export type Answers = { readonly format: 'anchorite/answers/v1'; readonly answers: readonly Answer[] }

const secretWords = new Set([
  ...['pin', 'pins', 'puk', 'code', 'codes', 'secret', 'secrets', 'password', 'passwd', 'passphrase', 'passcode'],
  ...['share', 'shares', 'mnemonic', 'seed', 'kek', 'credential', 'credentials'],
])
const secretEndings = /(?:pin|puk|password|passphrase|passcode|secret|code)$/

/** ANSWERS-NO-SECRET: whether a field of this name would hold a secret (`userPin`, `so-pin`, `sopin`, `CODE` ...). */
function namesSecret(field: string): boolean {
  const words = field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some((word) => secretWords.has(word) || secretEndings.test(word))
}

const refuseSecret = (report: Report, at: YamlNode, path: string, problem: string): undefined =>
  note(report, at, {
    rule: 'ANSWERS-NO-SECRET',
    path,
    problem,
    fix: 'Delete it, and change the secret if it was real: PINs and codes are given on a file descriptor, never in a file.',
  })

const value: Shape<string> = (node, path, report) => {
  const found = text({ expected: 'text', max: 500 })(node, path, report)
  if (found === undefined || !/PRIVATE KEY|SECRET-KEY/i.test(found)) return found
  return refuseSecret(report, node, path, 'a private key stands here')
}

/** Names first: what stands under a name of a secret is not read, so no message can repeat it. */
const values: Shape<Record<string, string>> = (node, path, report) => {
  const named = node.kind === 'map' ? [...node.entries].filter(([name]) => namesSecret(name)) : []
  for (const [name, { node: at }] of named) {
    refuseSecret(report, at, pathTo(path, name), `a field named ${quoted(name)} holds a secret`)
  }
  if (named.length > 0) return undefined
  return dictionary(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the id of a field', value)(node, path, report)
}

const answersShape: Shape<Answers> = object({
  format: choice(['anchorite/answers/v1']),
  answers: list(
    object({
      step: text({
        expected: 'a step, act/step/item, or its beginning with * at the end',
        max: 200,
        pattern: /^(?:\*|[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*(?:\/?\*)?)$/,
      }),
      by: optional(id),
      values: optional(values),
      answer: optional(choice(['yes', 'no'])),
      note: optional(prose),
    }),
    1,
    5000,
  ),
})

/**
 * Read prepared answers. Rules ANSWERS-SHAPE, ANSWERS-TEXT, ANSWERS-NO-SECRET, ANSWERS-UNIQUE, and those of readYaml.
 * Not caught: a secret in a field with a harmless name; answers to steps that the script does not have.
 * @throws CeremonyError `plan/invalid` with every problem, its line and column; `input/too-large`, `json/encoding`,
 *   `json/depth`. No value is ever part of the problem with a field that is named like a secret.
 */
export function parseAnswers(bytes: Uint8Array, what: string): Answers {
  const { root, problems } = readYaml(bytes, what)
  const report: Report = { prefix: 'ANSWERS', problems: [...problems] }
  const answers = root === undefined ? undefined : answersShape(root, '', report)
  if (root !== undefined && answers !== undefined) checkUnique(answers, root, report)
  if (answers === undefined || report.problems.length > 0) {
    throw new CeremonyError('plan/invalid', { what, problems: inOrder(report.problems) })
  }
  return answers
}

/**
 * The answer for a step: the one that names it exactly, else the one with the longest beginning that fits.
 * @param stepId - `act/step` or `act/step/item`, as `expand` writes it.
 */
export function answerFor(answers: Answers, stepId: string): Answer | undefined {
  let best: Answer | undefined
  for (const answer of answers.answers) {
    if (answer.step === stepId) return answer
    if (!answer.step.endsWith('*') || !stepId.startsWith(answer.step.slice(0, -1))) continue
    if (best === undefined || answer.step.length > best.step.length) best = answer
  }
  return best
}

/** ANSWERS-UNIQUE: two answers for one step would leave it to their order which one counts. */
function checkUnique({ answers }: Answers, root: YamlNode, report: Report): void {
  const first = new Map<string, number>()
  for (const [index, { step }] of answers.entries()) {
    const before = first.get(step)
    first.set(step, before ?? index)
    if (before === undefined) continue
    const path = `answers[${index}].step`
    const problem = `${quoted(step)} is answered already at answers[${before}]`
    note(report, positionOf(root, path), { rule: 'ANSWERS-UNIQUE', path, problem, fix: 'Keep one of the two.' })
  }
}
