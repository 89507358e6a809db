import { device, input, refuse } from './define.ts'

const notPrinted = 'Nothing was sent to a printer, and no copy was left on this machine.'
const keeper = 'Ask the one who looks after this station to set it as docs/paper.md section 6 says, and look again.'

/** Errors of electron/host/printer.node.ts: the spool and the printer. Rule PRINT-SPOOL: docs/paper.md section 6. */
export const printerErrors = {
  'printer/spool-kept': refuse<{ file: string; directive: string; found: string }>((d) => ({
    happened: `PRINT-SPOOL: the print service keeps what it has printed (${d.directive} is ${d.found} in ${d.file}).`,
    safe: notPrinted,
    next: keeper,
  })),
  'printer/spool-on-disk': refuse<{ directive: string; path: string; found: string }>((d) => ({
    happened: `PRINT-SPOOL: what is printed would pass through ${d.path} (${d.directive}), ${d.found}.`,
    safe: notPrinted,
    next: keeper,
  })),
  'printer/no-settings': device<{ path: string; errno: string }>((d) => ({
    happened: `PRINT-SPOOL: the settings of the print service cannot be read (${d.errno} on ${d.path}), so nobody knows what it keeps.`,
    safe: notPrinted,
    next: 'Install and set up the print service (CUPS), or write the PDF and print it elsewhere as the plan allows.',
  })),
  'printer/no-service': device<{ problem: string }>((d) => ({
    happened: `The print service does not answer (${d.problem}).`,
    safe: notPrinted,
    next: 'Start the print service (cupsd), then try again. The sheet can also be written as PDF.',
  })),
  'printer/unknown': input<{ printer: string; known: string }>((d) => ({
    happened: `There is no printer ${JSON.stringify(d.printer)} here. There is: ${d.known}.`,
    safe: notPrinted,
    next: 'Choose one of those, or connect the printer and look again.',
  })),
  'printer/not-taken': device<{ printer: string; problem: string }>((d) => ({
    happened: `The printer ${d.printer} did not take the sheet (${d.problem}).`,
    safe: 'The ceremony and its transcript are as they were. Count the sheets that came out, and destroy those that are not whole.',
    next: 'Look whether it is on, has paper, and is not paused; then print again.',
  })),
}
