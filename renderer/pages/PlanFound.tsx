// What a plan says: all its problems at once; or its summary, what it survives, and the digests that were approved.

import type { PlanCheck } from '../bridge.ts'
import { useFocusOnMount } from '../keyboard.ts'
import { Fixed } from '../parts/Fixed.tsx'
import { Words } from '../parts/Words.tsx'
import { strings } from '../strings.ts'
import { Lines } from './VerdictView.tsx'

const words = strings.plan

export function PlanFound({ name, check }: { readonly name: string; readonly check: PlanCheck }) {
  // The button that chose the file is gone: the keyboard goes on from the head of what was found.
  const headRef = useFocusOnMount<HTMLHeadingElement>(check.ok)
  if (!check.ok)
    return (
      <section className="verdict refused" aria-label={name}>
        <h2>
          <span aria-hidden="true">✕</span> {words.problems(check.problems.length)}
        </h2>
        <ol>
          {check.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ol>
        <p>{words.problemsNext}</p>
      </section>
    )
  return (
    <section className="plan-found" aria-label={name}>
      <h2 ref={headRef} tabIndex={-1}>
        <span aria-hidden="true">✓</span> {words.holds(check.name, check.version)}
      </h2>
      <p>{words.summary(check.organisation, check.steps, check.people, check.tokens)}</p>
      <p>{words.holdsNext}</p>
      <Lines title={words.warnings} lines={check.warnings} />
      <Lines title={words.exceptions} lines={check.exceptions} />
      <h3>{words.survival}</h3>
      <Fixed lines={check.survival} label={words.survival} />
      <p>{words.compareAloud}</p>
      <Words lines={check.planWords} hex={check.planDigest} label={words.planDigest} />
      <Words lines={check.scriptWords} hex={check.scriptDigest} label={words.scriptDigest} />
    </section>
  )
}
