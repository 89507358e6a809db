// The ceremonies that lie on this station, by their directories: what each is, and how it stands.

import fs from 'node:fs'
import { join } from 'node:path'
import { parseEvent } from '../../core/ceremony/event.ts'
import { isCeremonyError } from '../../core/errors.ts'
import type { Home } from '../../core/formats/home.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { firstWords } from '../../core/transcript/words.ts'
import type { ClosedCeremony } from '../../core/verify/calendar.ts'
import { readNamedFile } from './read-file.node.ts'
import { scripts } from './scripts.ts'
import { maxTranscriptBytes } from './transcript-file.node.ts'

type Listed = Home['ceremonies'][number]

/** Newest first. One that cannot be read is listed as damaged, never left out. */
export function listCeremonies(workDirectory: string): readonly Listed[] {
  const directories = fs.readdirSync(workDirectory, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const listed = directories
    .map((entry) => entry.name)
    .filter((name) => fs.existsSync(join(workDirectory, name, 'transcript.jsonl')))
    // A rehearsal's bag lies beside it, and holds a copy of the record.
    .filter((name) => !fs.existsSync(join(workDirectory, name, 'bagit.txt')))
    .map((name) => listOne(workDirectory, name))
  return listed.sort((a, b) => (a.time < b.time ? 1 : -1))
}

/** What the closed ceremonies of this station left, for the calendar of backups. One that cannot be read is in the list above. */
export function closedCeremonies(workDirectory: string): readonly ClosedCeremony[] {
  return listCeremonies(workDirectory)
    .filter(({ status }) => status === 'closed')
    .map(({ id, mode }) => {
      const bytes = readNamedFile(join(workDirectory, id, 'transcript.jsonl'), maxTranscriptBytes)
      const { lines } = verifyTranscript(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1), id) // torn bytes behind it are in the list above
      return { id, mode, events: lines.map(({ entry }) => ({ time: entry.time, event: parseEvent(entry.event, id) })) }
    })
}

function listOne(workDirectory: string, id: string): Listed {
  const damaged: Listed = { id, title: id, plan: '', mode: 'rehearsal', status: 'damaged', entries: 0, time: '' }
  try {
    const bytes = readNamedFile(join(workDirectory, id, 'transcript.jsonl'), maxTranscriptBytes)
    const { lines } = verifyTranscript(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1), id)
    const events = lines.map(({ entry }) => parseEvent(entry.event, id))
    const [opened] = events
    const last = lines.at(-1)
    if (opened?.type !== 'opened' || last === undefined) return damaged
    const ending = events.findLast((event) =>
      ['closed', 'stopped', 'break', 'resumed', 'restarted'].includes(event.type),
    )
    return {
      id,
      title: titleOf(opened.script.id),
      plan: firstWords(opened.planDigest),
      mode: opened.mode,
      status: statusOf(ending),
      entries: lines.length,
      time: last.entry.time,
    }
  } catch (error) {
    if (isCeremonyError(error)) return damaged
    throw error
  }
}

/** What people call the script; its id where this station does not have it. */
const titleOf = (id: string): string => scripts.find((script) => script.id === id)?.title ?? id

function statusOf(ending: ReturnType<typeof parseEvent> | undefined): Listed['status'] {
  switch (ending?.type) {
    case 'closed':
      return 'closed'
    case 'stopped':
      return ending.disposition === 'void' ? 'void' : 'stopped'
    case 'break':
      return 'break'
    default:
      return 'running'
  }
}
