// A file of another kind is said to be that, once; not to be a plan or a site in which everything is wrong.

import { quoted } from './yaml-text.ts'
import { type PlacedProblem, positionOf, type YamlNode } from './yaml-tree.ts'

type Kind = { readonly prefix: string; readonly called: string; readonly format: string }

export const planKind: Kind = { prefix: 'PLAN', called: 'plan', format: 'anchorite/plan/v1' }
export const siteKind: Kind = { prefix: 'SITE', called: 'site', format: 'anchorite/site/v1' }

/**
 * The one problem of a file whose `format` names another kind of Anchorite's files; undefined for any other file.
 * NOT caught: another version of the same kind, and a `format` that is misspelt; the readers report those with the rest.
 */
export function ofAnotherKind(root: YamlNode, own: Kind): PlacedProblem | undefined {
  const node = root.kind === 'map' ? root.entries.get('format')?.node : undefined
  const format = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : ''
  const [house, kind = ''] = format.split('/')
  if (house !== 'anchorite' || kind === own.called || !known.includes(kind)) return undefined
  return {
    ...positionOf(root, 'format'),
    rule: `${own.prefix}-SHAPE`,
    path: 'format',
    problem: `is ${quoted(format)}: this file is no ${own.called}`,
    fix: `Choose the file of the ${own.called}: it begins with "format: ${own.format}".`,
  }
}

/** What a person may hold instead. */
const known: readonly string[] = ['plan', 'site', 'answers']
