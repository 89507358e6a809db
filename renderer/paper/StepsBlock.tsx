// One act: Step | Activity | Initial | Time. Its title stands in the head of the table, so on every page it reaches.

import { StepRowView } from './StepRowView.tsx'
import type { BlockOf } from './sheet.ts'
import { words } from './words.ts'

export function StepsBlock({ block }: { readonly block: BlockOf<'steps'> }) {
  return (
    <>
      <table className="paper-steps">
        <colgroup>
          <col className="paper-col-step" />
          <col />
          <col className="paper-col-initial" />
          <col className="paper-col-time" />
        </colgroup>
        <thead>
          <tr>
            <td colSpan={4}>
              <h2>{block.title}</h2>
            </td>
          </tr>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col">{words.activity}</th>
            <th scope="col">{words.initial}</th>
            <th scope="col">{words.time}</th>
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row) => (
            <StepRowView key={row.number} row={row} />
          ))}
        </tbody>
      </table>
      <p className="paper-end">{block.end}</p>
    </>
  )
}
