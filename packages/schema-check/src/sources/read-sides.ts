import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { CheckFailure } from '../check-failure.ts'
import type { CheckSettings } from '../check-settings.ts'
import type { Contract } from '../composition/contract.ts'
import type { SideSummary } from '../result.ts'
import { contractsOf, parseSettings } from '../settings.ts'
import { findBase } from './find-base.ts'
import { type Git, openGit } from './git.ts'
import { type ReadFiles, readFromDisk, readSubgraphs, type SubgraphSdl } from './read-subgraphs.ts'
import { parseRoverConfig } from './rover-config.ts'

/** A side before it is composed: SDLs, or a supergraph that somebody published. */
export type ReadSide = {
  kind: SideSummary['kind']
  label: string
  commit: string | null
  sdls: SubgraphSdl[]
  /** Set when the side is a published supergraph. */
  supergraph: string | null
  readFiles: ReadFiles
  listFiles: ((folder: string) => string[]) | null
  /** Where the side has contracts of its own; otherwise those of the settings. */
  contracts?: readonly Contract[]
}

export type ReadSides = { base: ReadSide | null; head: ReadSide; notes: string[]; git: Git | null }

/**
 * Reads both sides: the head from the working tree (or a ref), the base from git without a checkout, or from a file.
 *
 * @throws CheckFailure when a side cannot be read, or there is no base and the settings do not let that pass
 */
export async function readSides(settings: CheckSettings): Promise<ReadSides> {
  const git = openGit(settings.root)
  const notes: string[] = []
  const head = await readHead(settings, git, notes)
  const base = await readBase(settings, git, head, notes)
  return { base, head, notes, git }
}

async function readHead(settings: CheckSettings, git: Git | null, notes: string[]): Promise<ReadSide> {
  const { headRef } = settings
  if (headRef === null) {
    const { sdls, version } = await readConfigured(settings, readFromDisk, 'the working tree')
    if (version !== null) noteVersion(version, notes)
    return {
      kind: 'working tree',
      label: 'working tree',
      commit: null,
      sdls,
      supergraph: null,
      readFiles: readFromDisk,
      listFiles: null,
    }
  }
  const commit = git?.commitsOf([headRef]).get(headRef)
  if (!git || !commit) throw new CheckFailure(`There is no commit ${headRef} to check`)
  const side = atCommit(git, commit, `${headRef} (${commit.slice(0, 7)})`)
  const { sdls } = await readConfigured(settings, side.readFiles, side.label)
  return { ...side, sdls }
}

async function readBase(
  settings: CheckSettings,
  git: Git | null,
  head: ReadSide,
  notes: string[],
): Promise<ReadSide | null> {
  if (settings.base.kind === 'supergraph') {
    const { file } = settings.base
    const supergraph = readFromDisk([file]).get(file) ?? null
    if (supergraph === null) throw new CheckFailure(`${relative(settings.root, file)}, the base, is not there`)
    const label = relative(settings.root, file)
    return {
      kind: 'supergraph file',
      label,
      commit: null,
      sdls: [],
      supergraph,
      readFiles: readFromDisk,
      listFiles: null,
    }
  }
  const found = findBase(git, settings.base.ref, settings.headRef ?? 'HEAD')
  if ('missing' in found || !git) {
    const why = `There is no base to compare with: ${'missing' in found ? found.missing : 'no git repository'}`
    if (settings.withoutBase === 'fail') throw new CheckFailure(why)
    notes.push(`${why}. Nothing was compared.`)
    return null
  }
  const side = atCommit(git, found.commit, found.label)
  // All of what the head has at once: mostly the base has the same files.
  const alike = [settings.settingsFile, ...head.sdls.map(({ file }) => resolve(settings.root, file))]
  if (side.readFiles([settings.configFile, ...alike]).get(settings.configFile) === null) {
    const why = `${relative(settings.root, settings.configFile)} is not in the base ${found.label}`
    if (settings.withoutBase === 'fail') throw new CheckFailure(`${why}: there is nothing to compare with`)
    notes.push(`${why}: everything is new, and nothing was compared.`)
    return null
  }
  const { sdls } = await readConfigured(settings, side.readFiles, found.label, head.sdls)
  const running = sdls.filter(({ file }) => /^https?:/.test(file)).map(({ name }) => name)
  if (running.length > 0) {
    notes.push(
      `${running.join(', ')}: read from a running service (subgraph_url), which git has no earlier version of; ` +
        `nothing can differ in it. Compare with a published supergraph (--base-supergraph) to check it.`,
    )
  }
  return { ...side, sdls, contracts: readContracts(settings, side, notes) }
}

// A contract that is cut otherwise takes things away as a changed SDL does.
function readContracts({ settingsFile, root, contracts }: CheckSettings, side: ReadSide, notes: string[]): Contract[] {
  const text = side.readFiles([settingsFile]).get(settingsFile) ?? null
  if (text === null) return []
  try {
    return contractsOf(parseSettings(text, relative(root, settingsFile)))
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error
    notes.push(
      `${relative(root, settingsFile)} of the base is taken to have the contracts of today's: ${error.message}`,
    )
    return contracts
  }
}

function atCommit(git: Git, commit: string, label: string): ReadSide {
  const known = new Map<string, string | null>()
  const readOnce: ReadFiles = (paths) => {
    const unread = [...new Set(paths)].filter((path) => !known.has(path))
    if (unread.length > 0) for (const [path, text] of git.readFiles(commit, unread)) known.set(path, text)
    return new Map(paths.map((path) => [path, known.get(path) ?? null]))
  }
  return {
    kind: 'git',
    label,
    commit,
    sdls: [],
    supergraph: null,
    readFiles: readOnce,
    listFiles: (folder) => git.listFiles(commit, folder),
  }
}

async function readConfigured(
  { configFile, root, env }: CheckSettings,
  readFiles: ReadFiles,
  where: string,
  known: SubgraphSdl[] = [],
): Promise<{ sdls: SubgraphSdl[]; version: string | null }> {
  const text = readFiles([configFile]).get(configFile) ?? null
  if (text === null) throw new CheckFailure(`${relative(root, configFile)} is not there (${where})`)
  const { subgraphs, version } = parseRoverConfig(text, relative(root, configFile), env)
  // A running service is asked once: both sides have what it says now.
  const asked = new Map(known.map((sdl) => [sdl.file, sdl]))
  const toRead = subgraphs.filter(({ schema }) => schema.kind !== 'url' || !asked.has(schema.url))
  const read = await readSubgraphs(toRead, { configFile, root, readFiles })
  const sdls = subgraphs.map(({ name, routingUrl, schema }) => {
    const found = read.find((sdl) => sdl.name === name)
    const sdl = found ?? {
      ...(asked.get(schema.kind === 'url' ? schema.url : '') as SubgraphSdl),
      name,
      url: routingUrl,
    }
    // What is the same on both sides is one object, and what is made of it is made once.
    return known.find((one) => isDeepStrictEqual(one, sdl)) ?? sdl
  })
  return { sdls, version }
}

function noteVersion(version: string, notes: string[]): void {
  const file = new URL(import.meta.resolve('@apollo/composition/package.json'))
  const ours = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  if (version.startsWith('=') && version !== `=${ours}`) {
    notes.push(`The configuration asks for Federation ${version.slice(1)}; this check composes with ${ours}.`)
  }
}
