// Rules about days and numbers: PLAN-EXPIRES, PLAN-SCHEDULE, PLAN-VERSION, PLAN-FIRST-ROOT.

import { isRealMoment } from '../../formats/yaml-forms.ts'
import { quoted } from '../../formats/yaml-text.ts'
import { type Finding, planRule } from '../rule.ts'

/**
 * PLAN-EXPIRES: each expiry is `YYYY-MM-DDTHH:MM:SSZ` (the one form that every client takes, TUF 4.2.1), a moment
 * that exists, and later than the day of the ceremony and its standby day.
 */
export const expiresRule = planRule('PLAN-EXPIRES', ['repositories', 'schedule'], ({ repositories, schedule }) => {
  const days = [schedule.date, schedule.standby]
  return repositories.flatMap(({ expires }, index): readonly Finding[] => {
    const path = `repositories[${index}].expires`
    if (!isRealMoment(expires)) {
      const fix = 'Write a moment that exists, in UTC, to the second: YYYY-MM-DDTHH:MM:SSZ.'
      return [{ path, problem: `${quoted(expires)} is not a moment as TUF clients read it`, fix }]
    }
    if (days.every((day) => expires.slice(0, 10) > day)) return []
    return [
      {
        path,
        problem: `${expires} is not after the ceremony (${days.join(', standby ')})`,
        fix: 'Write a later moment.',
      },
    ]
  })
})

/** PLAN-SCHEDULE: the standby day is after the day of the ceremony; the time zone is one of the IANA database. */
export const scheduleRule = planRule('PLAN-SCHEDULE', ['schedule'], ({ schedule }) => {
  const findings: Finding[] = []
  if (schedule.standby <= schedule.date) {
    const problem = `the standby day ${schedule.standby} is not after the day of the ceremony, ${schedule.date}`
    findings.push({ path: 'schedule.standby', problem, fix: 'Write a later day.' })
  }
  if (!isTimeZone(schedule.timeZone)) {
    const problem = `${quoted(schedule.timeZone)} is not a time zone`
    findings.push({ path: 'schedule.timeZone', problem, fix: 'Write one as Europe/Zurich or UTC.' })
  }
  return findings
})

/** PLAN-VERSION: a first root has version 1, any other the version it builds on plus 1. Source: TUF 5.3.5. */
export const versionRule = planRule('PLAN-VERSION', ['repositories'], ({ repositories }) =>
  repositories.flatMap(({ buildsOn, version }, index): readonly Finding[] => {
    const expected = (buildsOn?.version ?? 0) + 1
    if (version === expected) return []
    const why = buildsOn === null ? 'it builds on no root' : `it builds on version ${buildsOn.version}`
    const problem = `the version is ${version}, but ${why}`
    return [{ path: `repositories[${index}].version`, problem, fix: `Write ${expected}, or mend buildsOn.` }]
  }),
)

/** PLAN-FIRST-ROOT: a script that cannot bring in an earlier root makes first roots only. */
export const firstRootRule = planRule(
  'PLAN-FIRST-ROOT',
  ['repositories', 'ceremony'],
  ({ repositories, ceremony }, script) =>
    script.firstRoots !== true
      ? []
      : repositories.flatMap(({ name, buildsOn }, index): readonly Finding[] =>
          buildsOn === null
            ? []
            : [
                {
                  path: `repositories[${index}].buildsOn`,
                  problem: `${name} builds on version ${buildsOn.version}, but ${ceremony} makes first roots only`,
                  fix: 'Write null, or use the script that rotates a root.',
                },
              ],
        ),
)

/** Area/City or UTC, as the time zone database of this Node knows it. */
function isTimeZone(name: string): boolean {
  if (!/^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
