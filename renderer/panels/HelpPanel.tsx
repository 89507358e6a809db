// F1: how the screen works, who is who, and the switches of this window.

import type { View } from '../bridge.ts'
import { rolesOf } from '../parts/PersonChoice.tsx'
import type { Settings } from '../settings.ts'
import { strings } from '../strings.ts'
import { Panel } from './Panel.tsx'

type Props = {
  readonly open: boolean
  readonly people: View['people']
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
  readonly onClose: () => void
}

const switches = ['room', 'dark', 'letterKeys'] as const satisfies readonly (keyof Settings)[]

export function HelpPanel({ open, people, settings, onSettings, onClose }: Props) {
  const words = strings.help
  return (
    <Panel open={open} title={words.title} lead={words.lead} refusal={null} onClose={onClose} closeLabel={words.close}>
      <ul>
        {words.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <fieldset className="choice">
        <legend>{words.settings}</legend>
        <div className="options column">
          {switches.map((name) => (
            <label key={name} className="option">
              <input
                type="checkbox"
                checked={settings[name]}
                onChange={(event) => onSettings({ ...settings, [name]: event.target.checked })}
              />
              <span>{strings.settings[name]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {people.length === 0 ? null : (
        <section>
          <h3>{words.people}</h3>
          <ul className="people">
            {people.map((person) => (
              <li key={person.id}>
                {strings.step.who(person.name, rolesOf(person))}{' '}
                <span className="small">{person.present ? strings.frame.presentWord : strings.frame.absentWord}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  )
}
