// anchorite verify: a bag, a directory of N.root.json, single root files, or a lone transcript. Verdict first; the first reason to refuse is said.

import fs from 'node:fs'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { digestOfWords, wordLines } from '../../core/transcript/words.ts'
import { rootLimits } from '../../core/tuf/parse.ts'
import { verifyRootChain } from '../../core/tuf/verify.ts'
import { type BagReport, verifyBag } from '../../core/verify/bag.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { scripts } from '../host/scripts.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { verifyLoneRecord } from './verify-record.ts'

const rootName = /^([1-9]\d*)\.root\.json$/

export async function verifyPaths(
  paths: readonly string[],
  values: { head?: string; anchor?: string },
  output: Output,
): Promise<ExitCode> {
  const [first = ''] = paths
  const isDirectory = fs.lstatSync(first, { throwIfNoEntry: false })?.isDirectory() === true
  if (isDirectory && paths.length === 1) {
    const chain = rootFilesIn(first)
    if (chain.length === 0 || fs.existsSync(join(first, 'bagit.txt'))) return verifyOneBag(first, values.head, output)
    return verifyChain(chain, values.anchor, output)
  }
  if (paths.length === 1 && first.endsWith('.jsonl')) {
    verifyLoneRecord(first, values.head === undefined ? undefined : asDigest(values.head), output)
    return 0
  }
  return verifyChain(paths, values.anchor, output)
}

async function verifyOneBag(directory: string, head: string | undefined, output: Output): Promise<ExitCode> {
  const bag = await readBag(directory)
  const report = verifyBag(bag, scripts, head === undefined ? undefined : asDigest(head))
  output.done(printReport(report), { kind: 'bag', ...report })
  return 0
}

const asDigest = (head: string): string => (/^[0-9a-f]{64}$/.test(head.trim()) ? head.trim() : digestOfWords(head))

function printReport(report: BagReport): readonly string[] {
  return [
    `${report.mode === 'rehearsal' ? 'REHEARSAL  ' : ''}VERIFIED  ${verdictWords(report)}`,
    `Ceremony ${report.ceremony}, plan ${report.plan.name} version ${report.plan.version}, ${report.entries} entries.`,
    '',
    ...report.verified.map((line) => `  ok  ${line}`),
    '',
    report.deviations.length === 0 ? 'Deviations: none.' : 'Deviations:',
    ...report.deviations.map((line) => `  ${line}`),
    ...report.notes.map((line) => `Note: ${line}`),
    '',
    'Head of the transcript; compare it with the paper of the day:',
    ...wordLines(report.head),
  ]
}

function verdictWords(report: BagReport): string {
  const after = `${report.entriesAfterSeal} entries after the seal are chained, not sealed`
  switch (report.verdict) {
    case 'head':
      return `The head on your paper is in this record, and it is sealed by ${report.sealedBy.join(', ')} (${after}).`
    case 'sealed':
      return `Sealed by ${report.sealedBy.join(', ')}, whose key this bag itself names (${after}). Give --head to compare with paper.`
    case 'consistent':
      return 'Consistent, not authenticated: there is no seal, and no head from paper was given.'
    default:
      return report.verdict satisfies never
  }
}

/** The N.root.json of a directory, in the order of N. */
function rootFilesIn(directory: string): readonly string[] {
  return fs
    .readdirSync(directory)
    .filter((name) => rootName.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => join(directory, name))
}

function verifyChain(paths: readonly string[], anchor: string | undefined, output: Output): ExitCode {
  if (paths.length === 0) throw new CeremonyError('tuf/no-root', { what: 'The directory' })
  const files = paths.map((path) => ({ name: path, bytes: readNamedFile(path, rootLimits.maxBytes) }))
  const chain = verifyRootChain(files, anchor === undefined ? {} : { anchorSha256: anchor })
  const { last } = chain
  const expired = last.expires < `${new Date().toISOString().slice(0, 19)}Z`
  output.done(
    [
      `VERIFIED  ${chain.roots.length === 1 ? 'one root' : `a chain of ${chain.roots.length} roots`}, up to version ${last.version}.`,
      chain.anchored
        ? 'The first one has the digest that you gave.'
        : 'Consistent, not authenticated: the first root is believed on its own signatures. Give --anchor SHA256 to compare.',
      `Version ${last.version}: signed by ${last.signedBy.length} keys, ${last.roles.root.threshold} needed. SHA-256 ${last.sha256}`,
      expired ? `EXPIRED since ${last.expires}: clients refuse it now.` : `Valid until ${last.expires}.`,
      ...chain.warnings.map((warning) => `Warning ${warning.rule} (${warning.what}): ${warning.words}`),
    ],
    {
      kind: 'root-chain',
      versions: chain.roots.map((root) => root.version),
      anchored: chain.anchored,
      sha256: last.sha256,
      expires: last.expires,
      expired,
      warnings: chain.warnings,
    },
  )
  return 0
}
