import { productPicture } from '../images/product-picture.ts'
import { pictureKinds } from '../images/silhouettes.ts'
import type { SubgraphRoute } from '@shop/subgraph/subgraph'
import { parsePicturePath } from './picture-address.ts'

const ROUTE = '/images'

// Beside what has a silhouette of its own, the parcel, which productPicture draws for every other kind.
const kinds: ReadonlySet<string> = new Set([...pictureKinds(), 'parcel'])

const headers = {
  // Never executed, whatever a browser makes of a picture that is opened as a page.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
}

/** GET /images/<kind>/<colour>/<slug>.svg: the picture of a product or variant. */
export const pictureRoute: SubgraphRoute = {
  path: `${ROUTE}/`,
  async handle(request) {
    const key = parsePicturePath(new URL(request.url).pathname.slice(ROUTE.length), (kind) => kinds.has(kind))
    if (!key) return new Response('Not found', { status: 404, headers: { ...headers, 'content-type': 'text/plain' } })
    const { kind, colour, slug } = key
    const svg = productPicture({ productId: slug, title: titleOf(slug), kind, colour: `#${colour}` })
    return new Response(svg, {
      headers: {
        ...headers,
        'content-type': 'image/svg+xml; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        // The storefront may be served from elsewhere, and draws them into a canvas.
        'access-control-allow-origin': '*',
      },
    })
  },
}

/** The words of a slug as a title: "Enamel saucepan 28 cm". */
function titleOf(slug: string): string {
  return slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' ')
}
