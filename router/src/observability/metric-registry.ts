/** Rises only. Counted on the hot path, so it is a number and nothing else. */
export class Counter {
  value = 0

  add(count = 1): void {
    this.value += count
  }
}

/** How many of what was observed are at most as large as each bound. */
export class Histogram {
  readonly bounds: readonly number[]
  /** One more than bounds: for what is larger than all of them. */
  readonly counts: Float64Array
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    let index = 0
    while (index < this.bounds.length && value > (this.bounds[index] as number)) index += 1
    this.counts[index] = (this.counts[index] as number) + 1
    this.sum += value
  }
}

/** One metric with labels: gives the same child for the same values, so that a hot path may keep it. */
export type Family<Child> = (...values: string[]) => Child

/** What a gauge is at the moment, one sample for each combination of labels. */
export type Sample = { value: number; labels?: Readonly<Record<string, string | number>> }

/** Subgraphs choose codes of errors, and nobody promises that they are few. */
const MOST_CHILDREN = 500
const OTHER = 'other'

/**
 * Metrics in the text format of Prometheus, https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.
 * Ours and not prom-client, whose every count looks labels up in a hash of an object, and which has had no release since 2024.
 */
export class MetricRegistry {
  private readonly writers: (() => string)[] = []

  counter(name: string, help: string, labels: readonly string[] = []): Family<Counter> {
    return this.family(
      name,
      help,
      'counter',
      labels,
      () => new Counter(),
      ({ value }, text) => [`${name}${braces(text)} ${value}`],
    )
  }

  histogram(name: string, help: string, bounds: readonly number[], labels: readonly string[] = []): Family<Histogram> {
    return this.family(
      name,
      help,
      'histogram',
      labels,
      () => new Histogram(bounds),
      ({ counts, sum }, text) => {
        let count = 0
        const lines = [...bounds, '+Inf'].map((bound, index) => {
          count += counts[index] as number
          return `${name}_bucket${braces([text, `le="${bound}"`].filter(Boolean).join(','))} ${count}`
        })
        return [...lines, `${name}_sum${braces(text)} ${sum}`, `${name}_count${braces(text)} ${count}`]
      },
    )
  }

  /** `type`: a number that is counted elsewhere and only rises is a counter. */
  gauge(name: string, help: string, read: () => readonly Sample[], type: 'gauge' | 'counter' = 'gauge'): void {
    this.writers.push(() => {
      const lines = read().map(({ value, labels = {} }) => {
        const text = Object.entries(labels).map(([label, one]) => labelText(label, String(one)))
        return `${name}${braces(text.join(','))} ${value}`
      })
      return head(name, help, type) + lines.join('\n')
    })
  }

  text(): string {
    return `${this.writers.map((write) => write()).join('\n')}\n`
  }

  private family<Child>(
    name: string,
    help: string,
    type: string,
    labels: readonly string[],
    create: () => Child,
    write: (child: Child, labels: string) => string[],
  ): Family<Child> {
    const children = new Map<string, { child: Child; text: string }>()
    this.writers.push(() => {
      const lines = [...children.values()].flatMap(({ child, text }) => write(child, text))
      return head(name, help, type) + lines.join('\n')
    })
    const childOf = (...values: string[]): Child => {
      const key = values.join('\n')
      const found = children.get(key)
      if (found) return found.child
      if (children.size >= MOST_CHILDREN && !values.every((value) => value === OTHER)) {
        return childOf(...values.map(() => OTHER))
      }
      const text = labels.map((label, index) => labelText(label, values[index] ?? '')).join(',')
      const child = create()
      children.set(key, { child, text })
      return child
    }
    // What has no labels is there from the start: a rate can only be computed from what was 0 once.
    if (labels.length === 0) childOf()
    return childOf
  }
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function braces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

function labelText(label: string, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `${label}="${escaped}"`
}
