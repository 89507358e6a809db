// anchorite inspect: say in plain words what a file is. Nothing is verified here, and nothing in it is believed.

import { firstWords } from '../../core/transcript/words.ts'
import { describeFile } from '../host/describe-file.ts'
import { sha256 } from '../host/program.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'

const maxBytes = 64 * 1024 * 1024

export function inspectFile(path: string, output: Output): ExitCode {
  const bytes = readNamedFile(path, maxBytes)
  const { kind, lines } = describeFile(bytes, path)
  const digest = sha256(bytes)
  output.done(
    [
      `${path}: ${kind}`,
      ...lines.map((line) => `  ${line}`),
      `SHA-256 ${digest} (${firstWords(digest)} …)`,
      'Shown, not verified.',
    ],
    { kind, path, sha256: digest, lines },
  )
  return 0
}
