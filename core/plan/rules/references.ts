// PLAN-REFERENCE: every id that is named exists. One rule in parts, so that a broken section silences only its own.

import { suggestion } from '../../formats/yaml-nearest.ts'
import { quoted } from '../../formats/yaml-text.ts'
import { backupSets, isSplit } from '../backup.ts'
import { type Finding, type PlanRule, planRule } from '../rule.ts'
import { rolesOf } from '../uses.ts'

const id = 'PLAN-REFERENCE'

type Reference = { readonly name: string; readonly path: string }

/** The references that name nothing in `known`. */
function missing(
  thing: string,
  known: readonly { readonly id: string }[],
  references: readonly Reference[],
): readonly Finding[] {
  const ids = known.map((each) => each.id)
  const set = new Set(ids)
  return references
    .filter(({ name }) => !set.has(name))
    .map(({ name, path }) => ({
      path,
      problem: `there is no ${thing} ${quoted(name)} in this plan`,
      fix: suggestion(name, ids),
    }))
}

/**
 * PLAN-REFERENCE: holders and security officers are people, tokens and sites exist, roles and seal name keys.
 * Not judged here: modules (they are in the site file) and subjects of exceptions (PLAN-EXCEPTION).
 */
export const referenceRules: readonly PlanRule[] = [
  planRule(id, ['people', 'tokens'], ({ people, tokens }) =>
    tokens.flatMap(({ holder, securityOfficer }, at) =>
      missing('person', people, [
        { name: holder, path: `tokens[${at}].holder` },
        { name: securityOfficer, path: `tokens[${at}].securityOfficer` },
      ]),
    ),
  ),
  planRule(id, ['sites', 'tokens'], ({ sites, tokens }) =>
    missing(
      'site',
      sites,
      tokens.map(({ site }, at) => ({ name: site, path: `tokens[${at}].site` })),
    ),
  ),
  planRule(id, ['tokens', 'keys'], ({ tokens, keys }) =>
    missing(
      'token',
      tokens,
      keys.flatMap((key, at) => ('token' in key ? [{ name: key.token, path: `keys[${at}].token` }] : [])),
    ),
  ),
  planRule(id, ['keys', 'repositories'], ({ keys, repositories }) => {
    const references = repositories.flatMap((repository, index) =>
      rolesOf(repository).flatMap(({ role, holds }) =>
        holds.keys.map((name, at) => ({ name, path: `repositories[${index}].roles.${role}.keys[${at}]` })),
      ),
    )
    return missing('key', keys, references)
  }),
  planRule(id, ['keys', 'backup'], ({ keys, backup }) =>
    missing(
      'key',
      keys,
      backupSets({ backup }).map(({ key }, at) => ({ name: key, path: `backup.sets[${at}].key` })),
    ),
  ),
  planRule(id, ['people', 'backup'], ({ people, backup }) =>
    missing(
      'person',
      people,
      backupSets({ backup }).flatMap((set, at) =>
        isSplit(set)
          ? set.holders.flatMap(({ person, deputy }, index) => {
              const path = `backup.sets[${at}].holders[${index}]`
              const named = { name: person, path: `${path}.person` }
              return deputy === undefined ? [named] : [named, { name: deputy, path: `${path}.deputy` }]
            })
          : set.custodians.map((name, index) => ({ name, path: `backup.sets[${at}].custodians[${index}]` })),
      ),
    ),
  ),
  planRule(id, ['sites', 'backup'], ({ sites, backup }) =>
    missing(
      'site',
      sites,
      backupSets({ backup }).flatMap((set, at) =>
        isSplit(set)
          ? [
              ...set.holders.map(({ site }, index) => ({
                name: site,
                path: `backup.sets[${at}].holders[${index}].site`,
              })),
              ...set.copies.map((name, index) => ({ name, path: `backup.sets[${at}].copies[${index}]` })),
            ]
          : [],
      ),
    ),
  ),
  planRule(id, ['tokens', 'backup'], ({ tokens, backup }) =>
    missing(
      'token',
      tokens,
      backupSets({ backup }).flatMap((set, at) =>
        isSplit(set) ? [{ name: set.proof, path: `backup.sets[${at}].proof` }] : [],
      ),
    ),
  ),
  planRule(id, ['people', 'recovery'], ({ people, recovery }) =>
    missing(
      'person',
      people,
      (recovery?.sets ?? []).flatMap(({ read }, at) =>
        read.map((name, index) => ({ name, path: `recovery.sets[${at}].read[${index}]` })),
      ),
    ),
  ),
  planRule(id, ['tokens', 'recovery'], ({ tokens, recovery }) =>
    missing(
      'token',
      tokens,
      (recovery?.sets ?? []).flatMap(({ into }, at) =>
        into === undefined ? [] : [{ name: into, path: `recovery.sets[${at}].into` }],
      ),
    ),
  ),
  planRule(id, ['keys', 'seal'], ({ keys, seal }) =>
    missing(
      'key',
      keys,
      seal.keys.map((name, at) => ({ name, path: `seal.keys[${at}]` })),
    ),
  ),
]
