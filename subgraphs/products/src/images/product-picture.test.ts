import { describe, expect, it } from 'vitest'
import { productPicture } from './product-picture.ts'
import { pictureKinds } from './silhouettes.ts'

const token = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*")*)(\/?)>|([^<]+)/gy

/** What keeps a text from being well-formed XML of the few features that the pictures use; null when nothing does. */
function faultOf(svg: string): string | null {
  const open: string[] = []
  let end = 0
  for (const [whole, closing, name, attributes = '', empty, text] of svg.matchAll(token)) {
    end += whole.length
    if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) return `a bare & in "${text}"`
      continue
    }
    const names = [...attributes.matchAll(/ ([a-zA-Z-]+)=/g)].map((match) => match[1])
    if (new Set(names).size !== names.length) return `an attribute twice in ${whole}`
    if (closing && open.pop() !== name) return `${whole} closes nothing`
    if (!closing && !empty && name) open.push(name)
  }
  if (end !== svg.length) return `something unreadable at ${end}: ${svg.slice(end, end + 40)}`
  return open.length > 0 ? `never closed: ${open.join(', ')}` : null
}

const input = { productId: '7b1f7a9e-0000-8000-8000-000000000000', title: 'Lindby Mug', kind: 'mug', colour: '#93a78a' }

describe('productPicture', () => {
  it('is well-formed, self-contained SVG for every kind', () => {
    for (const kind of [...pictureKinds(), 'never-heard-of']) {
      const svg = productPicture({ ...input, kind })
      expect(faultOf(svg), kind).toBeNull()
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 800 800"/)
      expect(svg).not.toMatch(/href|url\(|<script|<style|undefined|NaN/)
    }
  })

  it('draws at least 25 kinds, each differently', () => {
    const kinds = pictureKinds()
    expect(kinds.length).toBeGreaterThanOrEqual(25)
    expect(new Set(kinds.map((kind) => productPicture({ ...input, kind }))).size).toBe(kinds.length)
  })

  it('is the same for the same input and differs by colour', () => {
    expect(productPicture(input)).toBe(productPicture({ ...input }))
    expect(productPicture({ ...input, colour: '#cf4a3a' })).not.toBe(productPicture(input))
  })

  it('escapes the title and drops what XML cannot say', () => {
    const svg = productPicture({ ...input, title: '<script>"Tom" & \'Ada\'</script>\u0000\uD800\uFFFF' })
    expect(faultOf(svg)).toBeNull()
    expect(svg).toContain('&lt;script&gt;&quot;Tom&quot; &amp; &#39;Ada&#39;&lt;/script&gt;')
    expect(svg).not.toMatch(/[\p{Cc}\p{Cs}]/u)
  })

  it('takes a neutral colour for one that is no colour, and lets nothing through', () => {
    const svg = productPicture({ ...input, colour: '"/><script>alert(1)</script>' })
    expect(faultOf(svg)).toBeNull()
    expect(svg).not.toContain('script')
    expect(svg).toContain('#a8a196')
  })
})
