import { userInfo } from 'node:os'
import { styleText } from 'node:util'
import { CheckFailure } from '../check-failure.ts'
import { composeHead } from '../composition/compose-head.ts'
import { formatTable } from '../formats/table.ts'
import { readOptions } from '../options.ts'
import { runProgram } from '../run-program.ts'
import { checkAgainstPublished } from './check-step.ts'
import { openPublicationStore } from './open-store.ts'
import { readPublishOptions, USAGE } from './options.ts'
import type { PublishOptions } from './options.ts'
import type { Publication, PublicationStore } from './publication.ts'
import { publishSupergraph, rollBack } from './publish-supergraph.ts'

const color = process.stdout.isTTY && !process.env['NO_COLOR']
const now = (): Date => new Date()

// 0: done. 1: the check fails, and nothing was published. 2: it could not be done.
await runProgram(async () => {
  const options = readPublishOptions(process.argv.slice(2), process.env)
  if (options === 'help') process.stdout.write(USAGE)
  else await run(options)
})

async function run(options: PublishOptions): Promise<void> {
  const store = await openPublicationStore(options.to, process.env)
  try {
    if (options.command === 'publish') await publish(store, options)
    else if (options.command === 'rollback') await goBack(store, options)
    else await list(store, options.most)
  } finally {
    await store.close()
  }
}

async function publish(store: PublicationStore, options: PublishOptions): Promise<void> {
  const read = readOptions(options.forCheck, process.cwd(), process.env)
  if (read === 'help') throw new CheckFailure(USAGE)
  const { head, commit } = await composeHead(read.settings)
  const sdl = head.supergraph
  const check = checkAgainstPublished(read.settings, (outcome) => {
    process.stdout.write(formatTable(outcome, { color, verbose: read.verbose }))
  })
  const outcome = await publishSupergraph(store, {
    sdl,
    commit,
    publishedBy: options.by ?? whoIsThis(),
    reason: options.force,
    check,
    now,
  })
  if (outcome.kind === 'refused') {
    process.exitCode = 1
    process.stderr.write(
      `Nothing was published: ${outcome.reasons.join(' ')} --force "<reason>" publishes it all the same.\n`,
    )
    return
  }
  const what = outcome.kind === 'published' ? 'Published' : 'Unchanged'
  process.stdout.write(`${what}: ${describe(outcome.publication)} in ${store.name}\n`)
}

async function goBack(store: PublicationStore, { number, reason, by }: PublishOptions): Promise<void> {
  const publication = await rollBack(store, { to: number, reason, publishedBy: by ?? whoIsThis(), now })
  process.stdout.write(`Rolled back: ${describe(publication)} in ${store.name}\n`)
}

async function list(store: PublicationStore, most: number): Promise<void> {
  const history = await store.history(most)
  if (history.length === 0) process.stdout.write(`Nothing was published to ${store.name} yet.\n`)
  for (const publication of history) process.stdout.write(`${describe(publication)}\n`)
  const [newest] = history
  const served = newest && (await store.served())
  const text = newest && (await store.read(newest.number))?.sdl
  if (served !== text) {
    const warning =
      'Routers read something else than the newest: it was changed by hand, or a publisher died. Publish again.'
    process.stdout.write(`${color ? styleText('yellow', warning, { validateStream: false }) : warning}\n`)
  }
}

function describe({
  number,
  version,
  publishedAt,
  publishedBy,
  commit,
  rollbackTo,
  reason,
  check,
}: Publication): string {
  return [
    `#${number}`,
    version,
    publishedAt,
    `by ${publishedBy}`,
    commit ? `of ${commit.slice(0, 7)}` : '',
    rollbackTo === null ? '' : `back to #${rollbackTo}`,
    check?.status === 'breaking' ? 'although it breaks' : '',
    reason ? `(${reason})` : '',
  ]
    .filter(Boolean)
    .join('  ')
}

function whoIsThis(): string {
  return process.env['GITHUB_ACTOR'] || process.env['GIT_AUTHOR_NAME'] || userInfo().username
}
