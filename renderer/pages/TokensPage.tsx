// Tokens: what answers now, by serial, with the state of its PINs. Asking never logs in.

import { useCallback, useEffect, useState } from 'react'
import type { Tokens } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DropFiles } from '../parts/DropFiles.tsx'
import type { Dropped } from '../parts/read-files.ts'
import { strings } from '../strings.ts'
import type { PageProps } from './place.ts'

type Module = Tokens['modules'][number]
const words = strings.tokens
const columns = ['serial', 'label', 'maker', 'userPin', 'soPin', 'pad', 'mechanisms'] as const

export function TokensPage({ state, calls }: PageProps) {
  const [tokens, setTokens] = useState<Tokens | null>(null)
  const [site, setSite] = useState<Dropped | null>(null)
  const { ask } = calls
  const look = useCallback(
    async (file: Dropped | null) => {
      const args = file === null ? {} : { site: { name: file.path, bytes: file.bytes } }
      setTokens((await ask('station.tokens', args, words.running)) ?? null)
    },
    [ask],
  )
  useEffect(() => {
    void look(null)
  }, [look])
  const take = ([file]: readonly Dropped[]) => {
    setSite(file ?? null)
    void look(file ?? null)
  }
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <DropFiles label={words.site} many={false} onFiles={take} />
      {site === null ? null : <p className="small">{words.from(site.path)}</p>}
      <div role="status">
        {tokens === null ? null : tokens.modules.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          tokens.modules.map((module) => <ModuleTokens key={module.name} module={module} />)
        )}
      </div>
      <div className="actions start">
        <ActionButton look="primary" blocked={state.waiting} onPress={() => void look(site)}>
          {words.again}
        </ActionButton>
      </div>
    </div>
  )
}

function ModuleTokens({ module }: { readonly module: Module }) {
  return (
    <section>
      <h2>{module.name}</h2>
      <p className="small">
        <code>{module.path}</code>
      </p>
      {module.problem === null ? null : <p className="attention">{module.problem}</p>}
      {module.problem === null && module.tokens.length === 0 ? <p>{words.empty}</p> : null}
      {module.tokens.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {words[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {module.tokens.map((token) => (
              <tr key={token.serial}>
                <th scope="row">
                  <code>{token.serial}</code>
                </th>
                <td>{token.initialised ? token.label : words.blank}</td>
                <td>{token.maker}</td>
                <td>{strings.pinState[token.userPin] ?? token.userPin}</td>
                <td>{strings.pinState[token.soPin] ?? token.soPin}</td>
                <td>{token.ownPad ? words.yes : words.no}</td>
                <td>{token.mechanisms}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
