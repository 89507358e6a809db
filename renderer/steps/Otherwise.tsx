// IF ... THEN ... GO TO, as the paper prints it, with the three words set apart.

import { strings } from '../strings.ts'

const keyword = /\b(IF|THEN|GO TO)\b/

/** @param props.text - as the host prints it; null where the script says nothing of its own. */
export function Otherwise({ text }: { readonly text: string | null }) {
  if (text === null) return <span>{strings.step.ifNotPlain}</span>
  return (
    <span>
      {text
        .split(keyword)
        .map((part, index) => (keyword.test(part) ? <b key={index}>{part}</b> : <span key={index}>{part}</span>))}
    </span>
  )
}

/** Whether the script goes back to another step when it is not so. */
export const goesBack = (otherwise: string | null): boolean => otherwise?.includes(', GO TO ') === true
