// bag-info.txt of a ceremony: the same lines when it is written and when it is verified, since no manifest of the payload covers it.

import type { Plan } from '../formats/plan.ts'
import { type InfoLine, oxumLabel } from '../media/tags.ts'

type About = {
  readonly plan: Plan
  readonly mode: 'rehearsal' | 'production'
  readonly ceremony: string
  readonly date: string
}

/** Lines of bag-info.txt (RFC 8493 section 2.2.2), without Payload-Oxum. @param about.date - day of the export, `YYYY-MM-DD`. */
export function infoOf(about: About): readonly InfoLine[] {
  const { plan, mode, ceremony, date } = about
  return [
    { label: 'Source-Organization', value: plan.organisation },
    { label: 'Bagging-Date', value: date },
    { label: 'External-Identifier', value: ceremony },
    {
      label: 'External-Description',
      value: `${mode === 'rehearsal' ? 'REHEARSAL. ' : ''}${plan.name} version ${plan.version}`,
    },
    { label: 'Bag-Software-Agent', value: 'anchorite' },
  ]
}

/** The first line of a bag's info that is not what it must say, in words; undefined where all are. Payload-Oxum is checked with the bag. */
export function infoDiffers(info: readonly InfoLine[], about: About): string | undefined {
  const written = ({ label, value }: InfoLine): string => `${label}: ${value}`
  const wanted = infoOf(about).map(written)
  const found = info.filter(({ label }) => label !== oxumLabel).map(written)
  const differs = found.find((line, index) => line !== wanted[index])
  return differs ?? (found.length === wanted.length ? undefined : 'a line is missing')
}
