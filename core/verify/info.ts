// bag-info.txt of a ceremony: the same lines when it is written and when it is verified, since no manifest of the payload covers it.

import type { Plan } from '../formats/plan.ts'
import type { InfoLine } from '../media/tags.ts'

/** Lines of bag-info.txt (RFC 8493 section 2.2.2), without Payload-Oxum. @param about.date - day of the export, `YYYY-MM-DD`. */
export function infoOf(about: {
  readonly plan: Plan
  readonly mode: 'rehearsal' | 'production'
  readonly ceremony: string
  readonly date: string
}): readonly InfoLine[] {
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
