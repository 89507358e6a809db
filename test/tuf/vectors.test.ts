import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dispositionOf, isCeremonyError, wordsOf } from '../../core/errors.ts'
import { verifyRootChain } from '../../core/tuf/verify.ts'

const folder = join(import.meta.dirname, '../vectors/tuf-attacks')
type Case = { readonly name: string; readonly expect: 'accept' | 'accept-warn' | 'refuse'; readonly why: string }
const cases = JSON.parse(readFileSync(join(folder, 'MANIFEST.json'), 'utf8')) as readonly Case[] // our own vectors

/** Which code and rule each refusal must give: the right reason, not just any. */
const reasons: Readonly<Record<string, string>> = {
  'old-keys-only': 'tuf/threshold TUF-SELF-SIGNED',
  'old-below-threshold': 'tuf/threshold TUF-CHAIN',
  'lower-threshold-attack': 'tuf/threshold TUF-CHAIN',
  'version-skip': 'tuf/version TUF-FILE-VERSION',
  'version-same': 'tuf/version TUF-FILE-VERSION',
  'version-2pow53': 'json/syntax',
  'version-float': 'json/syntax',
  'dup-json-name-signed': 'json/syntax',
  'dup-key-pem-newline': 'tuf/form TUF-THRESHOLD',
  'dup-key-extra-field': 'tuf/form TUF-THRESHOLD',
  'dup-sig-case': 'tuf/threshold TUF-SELF-SIGNED',
  'dup-keyid-in-role': 'tuf/form TUF-KEYID',
  'threshold-negative': 'json/shape',
  'threshold-unsatisfiable': 'tuf/form TUF-THRESHOLD',
  'role-missing': 'json/shape',
  'role-extra': 'json/shape',
  'type-wrong': 'tuf/form TUF-TYPE',
  'type-case': 'tuf/form TUF-TYPE',
  'expires-date-only': 'tuf/form TUF-EXPIRES-FORM',
  'expires-frac': 'tuf/form TUF-EXPIRES-FORM',
  'expires-offset': 'tuf/form TUF-EXPIRES-FORM',
  'expires-month13': 'tuf/form TUF-EXPIRES-FORM',
  'expires-leap-60': 'tuf/form TUF-EXPIRES-FORM',
  'expires-year-10000': 'tuf/form TUF-EXPIRES-FORM',
  'spec-space': 'tuf/form TUF-SPEC-VERSION',
  'spec-exp': 'tuf/form TUF-SPEC-VERSION',
  'sig-trailing-junk': 'tuf/form TUF-SIG-FORM',
  'sig-base64': 'tuf/form TUF-SIG-FORM',
  'sig-p1363': 'tuf/threshold TUF-SELF-SIGNED',
  'sig-over-noncanonical': 'tuf/threshold TUF-SELF-SIGNED',
  'type-confusion-ec-as-ed25519': 'tuf/key TUF-KEY-TYPE',
  'curve-mismatch': 'tuf/key TUF-KEY-TYPE',
  'ed25519-smallorder': 'tuf/key TUF-KEY-STRENGTH',
  'rsa-1024': 'tuf/key TUF-KEY-STRENGTH',
  'rsa-e3-note': 'tuf/key TUF-KEY-STRENGTH',
  'ec-compressed-pem': 'tuf/key TUF-KEY-TYPE',
  'private-pem-as-public': 'tuf/key NO-PRIVATE',
  'cert-pem-as-public': 'tuf/key TUF-KEY-FORM',
  'lone-surrogate': 'json/syntax',
  'nfd-vs-nfc': 'tuf/form TUF-TEXT',
  'astral-names-utf16-order': 'tuf/threshold TUF-SELF-SIGNED',
  'control-char': 'tuf/form TUF-TEXT',
  'float-extra': 'json/syntax',
  'proto-name': 'json/syntax',
  'null-key': 'json/shape',
  'signatures-object': 'json/shape',
}

/**
 * The vector says "s replaced by n-s", but the s in the file is the low half (7fe5...), as any honest signer may give:
 * nothing in the bytes tells it from ok-2of3, so there is nothing to warn of.
 */
const withoutMark = ['sig-high-s']

function outcome(name: string): { readonly verdict: string; readonly reason: string; readonly happened: string } {
  const files = readdirSync(join(folder, name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((file) => ({ name: file, bytes: readFileSync(join(folder, name, file)) }))
  try {
    const { warnings } = verifyRootChain(files)
    const rules = warnings.map(({ rule }) => rule).join(' ')
    return { verdict: warnings.length === 0 ? 'accept' : 'accept-warn', reason: rules, happened: '' }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    expect(['refuse', 'input']).toContain(dispositionOf(error.code))
    const rule = 'rule' in error.detail ? ` ${error.detail.rule}` : ''
    return { verdict: 'refuse', reason: error.code + rule, happened: wordsOf(error).happened }
  }
}

describe('the published attacks on root metadata', () => {
  it('are all here', () => {
    expect(readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())).toHaveLength(
      cases.length,
    )
    expect(
      cases
        .filter((one) => one.expect === 'refuse')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(reasons).sort())
  })

  it.each(cases.filter((one) => one.expect === 'refuse'))('refuses $name: $why', ({ name }) => {
    const { verdict, reason, happened } = outcome(name)
    expect({ verdict, reason }).toEqual({ verdict: 'refuse', reason: reasons[name] })
    expect(happened).toMatch(/\d\.root\.json/)
  })

  it('say where the trouble stands, as a path in the file', () => {
    expect(outcome('control-char').happened).toContain('1.root.json: signed.x-note holds a control character')
    expect(outcome('null-key').happened).toMatch(/signed\.keys\.[0-9a-f]{64} should be an object, but is null/)
  })

  it.each(cases.filter((one) => one.expect !== 'refuse'))('$expect: $name ($why)', ({ name, expect: expected }) => {
    expect(outcome(name).verdict).toBe(withoutMark.includes(name) ? 'accept' : expected)
  })
})
