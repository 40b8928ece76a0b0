import type { Format } from '../result.ts'
import { annotate } from './annotate.ts'

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const

/**
 * Workflow commands, which GitHub shows as annotations in the diff of a pull request:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const formatGithub: Format = ({ result }) => {
  const lines = annotate(result).map(({ level, title, text, places, approvedBecause }) => {
    const [place] = places
    const properties = {
      ...(place && !/^https?:/.test(place.file) ? { file: place.file, line: place.line, col: place.column } : {}),
      title: approvedBecause ? `Approved. ${title}` : title,
    }
    const written = Object.entries(properties).map(([name, value]) => `${name}=${inProperty(String(value))}`)
    return `::${COMMANDS[approvedBecause ? 'note' : level]} ${written.join(',')}::${inMessage(text)}`
  })
  const verdict =
    result.status === 'ok' ? 'The schema check passes.' : `The schema check fails: ${result.reasons.join(' ')}`
  return [...lines, verdict, ''].join('\n')
}

function inMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function inProperty(text: string): string {
  return inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
