// Lines of fixed width, as the host laid them out: a table, a file. Scrolled by keyboard where it does not fit.

export function Fixed({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="fixed" tabIndex={0} aria-label={label}>
      <pre>{lines.join('\n')}</pre>
    </section>
  )
}
