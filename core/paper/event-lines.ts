// What happened at a step, in a line or two of plain words for each entry of the transcript.

import { printFacts } from '../ceremony/view.ts'
import { CeremonyError, type ErrorCode, errorCodes, wordsOf } from '../errors.ts'
import type { JsonObject } from '../formats/json.ts'
import type { Plan } from '../formats/plan.ts'
import { personName } from '../plan/uses.ts'
import { firstWords } from '../transcript/words.ts'
import type { Happening } from './course.ts'
import type { PaperLine } from './step-lines.ts'

/** `14:02:31` of an entry's time; the day and UTC stand at the top of the sheet. */
export const clockOf = (time: string): string => time.slice(11, 19)

/**
 * The lines of one entry. Answers that fit, intents and outcomes have none here: they are the row itself
 * (transcript-rows.ts). Every deviation, refusal, failure and interruption has one.
 */
export function eventLines({ event, seq, time }: Happening, plan: Plan): readonly PaperLine[] {
  const at = `${clockOf(time)}, entry ${seq}`
  const who = (id: string): string => personName(plan, id)
  const line = (label: string, text: string): readonly PaperLine[] => [{ label, text: `${text} (${at})` }]
  switch (event.type) {
    case 'answered': {
      if (event.fits) return []
      const values = Object.entries(event.values).map(([name, value]) => `; ${name}: ${value}`)
      return line('NOT SO', `${who(event.by)} answered that it is not as it should be${values.join('')}`)
    }
    case 'confirmed':
      return line('CODE', `private code of ${who(event.by)}`)
    case 'failed':
      return line(
        'FAILED',
        `${reasonOf(event.code, event.detail, plan)}${decidedOf(event.detail, plan)}${event.unknown === true ? ' Nobody knew how far it came.' : ''}`,
      )
    case 'refused':
      return line(
        'REFUSED',
        `${reasonOf(event.code, event.detail, plan)}${decidedOf(event.detail, plan)} Asked by ${who(event.by)}.`,
      )
    case 'deviation':
      return line('DEVIATION', `“${event.text}” recorded by ${who(event.by)}, ${known(event.auth)}`)
    case 'break':
      return line('BREAK', `called by ${who(event.by)}: ${event.reason}. Custody: ${event.custody}`)
    case 'resumed':
      return line('RESUMED', `by ${who(event.by)}, with the head from paper: ${firstWords(event.headFromPaper)} …`)
    case 'stopped':
      return line('STOPPED', `by ${who(event.by)}: ${event.reason}. ${disposition[event.disposition]}`)
    case 'restarted':
      return line('RESTARTED', event.torn === null ? 'the station was started again' : tornWords)
    case 'reconciled':
      return line(
        'LOOKED INTO',
        `${printFacts(event.found).join('; ')}. ${who(event.by)} decided: ${decision[event.decision]}`,
      )
    case 'clock':
      return line('CLOCK', `confirmed by ${who(event.by)}: ${event.reason}. It showed ${event.before} before`)
    case 'staged':
      return line('STAGED', `for training, by ${who(event.by)}: ${event.fault}, to strike at ${event.at}`)
    case 'voided':
      return line('VOID', `what the station held of the backup of ${event.set} is gone: ${event.reason}`)
    case 'opened':
    case 'intent':
    case 'outcome':
    case 'closed':
      return []
    default:
      return event satisfies never
  }
}

/** What a person decided while the token was quiet. */
function decidedOf({ gaveUp, waitedLonger }: JsonObject, plan: Plan): string {
  const longer = Array.isArray(waitedLonger) ? ' Somebody had the station wait longer for the token.' : ''
  return typeof gaveUp === 'string' ? `${longer} ${personName(plan, gaveUp)} ended the wait.` : longer
}

const tornWords = 'the station was started again; its last line was not whole and is kept beside the transcript'
const disposition = { void: 'The ceremony is void.', resumable: 'It may be resumed.' } as const
const decision = { done: 'it was done', again: 'it is done again' } as const
const known = (auth: 'code' | 'claimed'): string => (auth === 'code' ? 'with a private code' : 'by name alone')

/**
 * Why something was refused or failed, in the words of its code, with the code behind them; a code that this program
 * does not know, or a detail of another form, is shown as it stands. The record has the id of a person; people read the name.
 */
export function reasonOf(code: string, recorded: JsonObject, plan: Plan): string {
  const detail = typeof recorded.who === 'string' ? { ...recorded, who: personName(plan, recorded.who) } : recorded
  const asRecorded = `${code}: ${printFacts(detail).join('; ') || 'no more is recorded'}.`
  const own: ErrorCode | undefined = errorCodes.find((candidate) => candidate === code)
  if (own === undefined) return asRecorded
  try {
    const { happened } = wordsOf(new CeremonyError(own, detail as never)) // a detail of another form shows in the words, or throws
    return happened.includes('undefined') ? asRecorded : `${happened} [${code}]`
  } catch (cause) {
    if (cause instanceof TypeError) return asRecorded // the detail lacks what the words are made of
    throw cause
  }
}
