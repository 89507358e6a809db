// What makes a process a token host: its entry, its protocol, and what it means to people where it ends.

import { fileURLToPath } from 'node:url'
import { CeremonyError } from '../errors.ts'
import type { SiteModule } from '../formats/site.ts'
import { parseAnswer, tokenRefusals } from './answers.ts'
import { type HostEnd, HostProcess } from './host-process.node.ts'
import { baseEnvironment, type Launcher } from './launcher.node.ts'
import type { TokenCalls } from './protocol.ts'

const script = fileURLToPath(new URL('./host.node.ts', import.meta.url))

/** @param environment - the module's own variables. @param launcher - this station's own way by default. */
export const startTokenProcess = (
  environment: SiteModule['environment'],
  launcher?: Launcher,
): HostProcess<TokenCalls> =>
  new HostProcess<TokenCalls>(
    {
      launch: { name: 'token host', script, environment: { ...baseEnvironment(), ...environment } },
      refusals: tokenRefusals,
      parseAnswer,
      error,
    },
    launcher,
  )

function error(call: string, end: HostEnd): CeremonyError {
  switch (end.how) {
    case 'died':
      return new CeremonyError('token/host-died', { call, signal: end.signal, exitCode: end.exitCode })
    case 'hung':
      return new CeremonyError('token/host-hung', { call, deadlineMs: end.deadlineMs })
    case 'protocol':
      return new CeremonyError('token/host-protocol', { call, what: end.what })
    case 'gone':
      return new CeremonyError('token/host-gone', { call, reason: end.reason })
    default:
      return end satisfies never
  }
}
