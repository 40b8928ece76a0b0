import type { TopContent } from './category-content.ts'
import { clothingSizes } from './options.ts'

export const clothing: TopContent = {
  name: 'Clothing',
  middles: [
    {
      name: 'Tops',
      leaves: [
        {
          name: 'T-Shirts',
          code: 'TSH',
          called: 'this T-shirt',
          picture: 't-shirt',
          grams: 190,
          colours: ['White', 'Black', 'Navy', 'Sage', 'Rust', 'Lavender'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Organic cotton, spun, knitted and sewn within 60 km of Porto.',
            'Pre-washed, so it will not shrink. Wash at 30 °C, inside out.',
            'Regular fit; take a size up for a looser one.',
          ],
          products: `
            Harbour T-Shirt | 24.00 | The plain one, as it should be: a heavy jersey of 210 g, a narrow collar that keeps its shape, and side seams that stay at the side.
            Harbour Pocket T-Shirt | 26.00 | A small chest pocket and a slightly longer back. The jersey is washed soft before it is cut.
            Harbour Long-Sleeved T-Shirt | 32.00 | For the weeks between seasons. Ribbed cuffs keep the sleeves where you push them.
            Quay Striped T-Shirt | 35.00 | Twenty-one stripes, as the Breton sailors wore them, and a wide boat neck.
            Quay Boxy T-Shirt | 29.00 | Cut straight and a little short, with wide sleeves. Sits well above a high waist.
            Linen Mix T-Shirt | 34.00 | A third linen makes the jersey cool, airy and slightly slubby. The first to be packed for a holiday.
          `,
        },
        {
          name: 'Shirts',
          code: 'SHT',
          called: 'this shirt',
          picture: 'shirt',
          grams: 260,
          colours: ['White', 'Sky', 'Denim', 'Olive', 'Blush'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Buttons of corozo nut, sewn on crosswise; a spare one is inside.',
            'Wash at 40 °C and hang up wet: it hardly needs ironing.',
            'Split yoke and single-needle seams, as a shirtmaker would do it.',
          ],
          products: `
            Mercer Oxford Shirt | 69.00 | The sturdy basket weave grows softer with the years, and the collar rolls nicely over a jumper.
            Mercer Poplin Shirt | 65.00 | A fine, smooth cotton for under a jacket. Cut trim, but with room to breathe.
            Mercer Flannel Shirt | 75.00 | Brushed on both sides, for cold mornings in the woodshed or at the office.
            Quay Linen Shirt | 79.00 | Washed Belgian linen with a small collar. It creases, and looks right doing so.
            Quay Grandad Shirt | 59.00 | No collar, a half placket and a rounded hem that is made to hang out.
            Foundry Overshirt | 89.00 | Half shirt, half jacket, in a tough cotton twill with two chest pockets.
          `,
        },
        {
          name: 'Knitwear',
          code: 'KNT',
          called: 'this knit',
          picture: 'jumper',
          grams: 520,
          colours: ['Oatmeal', 'Navy', 'Forest', 'Bordeaux', 'Mustard', 'Slate'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Knitted to shape, piece by piece, and linked by hand: no bulky seams.',
            'Hand-wash cold or let it air; dry flat, keep folded.',
            'A strand of matching yarn comes with it for repairs.',
          ],
          products: `
            Fisher Jumper | 119.00 | A dense rib from sturdy wool that turns the wind. After the jumpers that are knitted on Guernsey.
            Fisher Cardigan | 129.00 | Shawl collar, two pockets and five horn buttons. As good as a jacket by the fire.
            Fell Lambswool Crew | 89.00 | Soft, light and warm: the jumper that goes over everything and under most things.
            Fell Merino Rollneck | 95.00 | A fine knit and a long collar that folds twice. It does not scratch, we promise.
            Harbour Cotton Jumper | 75.00 | For spring evenings and those who cannot wear wool. A moss stitch gives it body.
            Bothy Cable Jumper | 139.00 | Cables, diamonds and honeycomb in undisguised Aran style. It weighs nearly a kilogram, and you feel it.
          `,
        },
      ],
    },
    {
      name: 'Trousers & Skirts',
      leaves: [
        {
          name: 'Trousers',
          code: 'TRS',
          called: 'these trousers',
          picture: 'trousers',
          grams: 520,
          colours: ['Navy', 'Olive', 'Sand', 'Graphite', 'Chestnut'],
          colourOption: 'Colour',
          option: { name: 'Waist', values: { '28': 1, '30': 1, '32': 1, '34': 1, '36': 1 } },
          notes: [
            'Inside leg 82 cm, with a hem deep enough to let down.',
            'Two per cent of elastane, so that you can sit on the floor.',
            'Wash at 30 °C, inside out. Dark colours may rub off at first.',
          ],
          products: `
            Foundry Chinos | 79.00 | A proper cotton twill, a straight leg and pockets that take a hand. The trousers between jeans and a suit.
            Foundry Work Trousers | 95.00 | Double knees, a hammer loop that nobody needs and stitching that nobody breaks.
            Mercer Wool Trousers | 139.00 | Mid-weight flannel with a sharp crease. Half-lined, so it does not itch.
            Quay Linen Trousers | 85.00 | A drawstring waist and a wide, easy leg, for days above twenty-five degrees.
            Bothy Corduroys | 89.00 | Eight wales to the inch, soft as moleskin. They whisper when you walk.
            Stride Travel Trousers | 99.00 | Dry within an hour, shrug off coffee, and hide a zipped pocket for the passport.
          `,
        },
        {
          name: 'Shorts',
          code: 'SHR',
          called: 'these shorts',
          picture: 'shorts',
          grams: 290,
          colours: ['Sand', 'Navy', 'Sage', 'Terracotta'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Ends a hand above the knee.',
            'Four pockets, one of them with a button.',
            'Wash at 30 °C and dry in the shade.',
          ],
          products: `
            Foundry Chino Shorts | 49.00 | Our chinos, cut off properly. With a belt and a shirt they pass at a garden party.
            Quay Linen Shorts | 55.00 | Light, loose, and held by a cord. For hammocks and market days.
            Quay Swim Shorts | 45.00 | Quick to dry, with a mesh lining and a hole in the pocket to let the water out.
            Stride Running Shorts | 39.00 | Weigh less than an apple. A flat waistband and a pocket for one key.
            Stride Walking Shorts | 59.00 | Tough, stretchy, and dry again ten minutes after the ford.
            Harbour Sweat Shorts | 42.00 | Heavy loopback cotton for Sundays, and for the Mondays that ought to be.
          `,
        },
        {
          name: 'Skirts',
          code: 'SKT',
          called: 'this skirt',
          picture: 'skirt',
          grams: 340,
          colours: ['Black', 'Rust', 'Moss', 'Denim', 'Plum'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'With pockets. Real ones.',
            'Lined in cupro, which does not cling to tights.',
            'Wash at 30 °C or have it dry-cleaned; iron on the wrong side.',
          ],
          products: `
            Mercer Pleated Skirt | 89.00 | Fine knife pleats from a smooth waistband to mid-calf. They stay in, however long you sit.
            Mercer Pencil Skirt | 79.00 | Wool with a little stretch and a walking slit at the back.
            Quay Linen Skirt | 75.00 | Buttoned down the front, wide enough for a bicycle.
            Foundry Wrap Skirt | 69.00 | A sturdy cotton that ties at the side and forgives a good lunch.
            Bothy Corduroy Skirt | 72.00 | An A-line that ends above the knee, for thick tights and boots.
            Bothy Tweed Skirt | 99.00 | Woven on the Isle of Lewis in heather tones. It will see your grandchildren.
          `,
        },
      ],
    },
    {
      name: 'Outerwear',
      leaves: [
        {
          name: 'Jackets',
          code: 'JKT',
          called: 'this jacket',
          picture: 'jacket',
          grams: 980,
          colours: ['Olive', 'Navy', 'Tan', 'Black'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Cut with room for a jumper underneath.',
            'Two-way zip and storm flap; two pockets outside, one inside.',
            'Repairs are free of charge for five years.',
          ],
          products: `
            Foundry Chore Jacket | 119.00 | Three patch pockets and a cotton drill that fades like an old blue van. The French have worn it for a century.
            Foundry Waxed Jacket | 229.00 | Dry-waxed cotton, a corduroy collar and a pocket for game or groceries. Re-wax it once a year.
            Bothy Quilted Jacket | 149.00 | Diamond quilting over recycled wadding. A layer under a coat or a jacket by itself.
            Bothy Down Jacket | 199.00 | Certified down in narrow chambers. It packs into its own pocket and weighs 380 g.
            Stride Softshell Jacket | 139.00 | Stretches, breathes and keeps off the wind. For moving fast on cool days.
            Mercer Wool Blazer | 249.00 | Unlined hopsack with soft shoulders, which travels well and forgives rain.
          `,
        },
        {
          name: 'Rainwear',
          code: 'RNW',
          called: 'this rainwear',
          picture: 'raincoat',
          grams: 760,
          colours: ['Saffron', 'Navy', 'Forest', 'Slate', 'Tomato'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Taped seams; tested at 10,000 mm of water.',
            'Free of PFAS. Wash at 30 °C and tumble briefly to wake up the coating.',
            'Ventilated under the arms.',
          ],
          products: `
            Squall Raincoat | 129.00 | The fisherman's coat in a lighter cloth, with a peaked hood that turns with your head.
            Squall Short Jacket | 109.00 | Ends at the hip, for cyclists, with a flap that folds down over the saddle.
            Squall Rain Cape | 89.00 | Throw it over yourself, the rucksack and the handlebars. Loops for the thumbs keep it down.
            Stride Shell Jacket | 189.00 | Three layers, fully waterproof, and still no heavier than a bar of chocolate and a sandwich.
            Stride Rain Trousers | 75.00 | Zips up to the knee, so they go on over boots in the middle of a field.
            Mercer Trench Coat | 259.00 | Densely woven cotton, a belt, a storm flap. Not for the fjord, but for any city.
          `,
        },
      ],
    },
    {
      name: 'Socks & Nightwear',
      leaves: [
        {
          name: 'Socks',
          code: 'SCK',
          called: 'this pair of socks',
          picture: 'socks',
          grams: 70,
          colours: ['Navy', 'Mustard', 'Forest', 'Cherry', 'Graphite', 'Rose'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '36–38': 1, '39–41': 1, '42–44': 1, '45–47': 1 } },
          notes: [
            'Toes linked by hand, so that no seam presses.',
            'Wash at 40 °C; do not use softener.',
            'If a heel wears through within a year, you get a new pair.',
          ],
          products: `
            Harbour Cotton Socks | 9.50 | Combed cotton with a reinforced heel. They stay up all day and leave no mark.
            Harbour Ribbed Socks | 11.50 | A broad rib in thicker yarn, for chunky shoes and rolled-up trousers.
            Bothy Walking Socks | 18.50 | Merino terry underfoot and a snug arch. Good for three days in a row; ask us how we know.
            Bothy Bed Socks | 16.50 | Brushed alpaca for cold feet. Not meant for shoes, or for slippery stairs.
            Stride Running Socks | 14.50 | Thin above, padded where you land, and cut for left and right.
            Fell Boot Socks | 19.50 | Knee-high wool that does not slip down inside a wellington.
          `,
        },
        {
          name: 'Pyjamas',
          code: 'PYJ',
          called: 'this pair of pyjamas',
          picture: 'pyjamas',
          grams: 480,
          colours: ['Sky', 'Navy', 'Blush', 'Sage'],
          colourOption: 'Colour',
          option: clothingSizes,
          notes: [
            'Jacket and trousers; the waistband has a soft elastic and a cord.',
            'Wash at 40 °C. Gentle tumbling makes it softer.',
            'Generous fit: if in doubt, take the smaller size.',
          ],
          products: `
            Hush Poplin Pyjamas | 69.00 | Crisp cotton with white piping and a breast pocket for nothing in particular.
            Hush Flannel Pyjamas | 79.00 | Warm, brushed and unashamedly old-fashioned. Best with a hot-water bottle.
            Hush Jersey Pyjamas | 59.00 | As soft as a T-shirt, with cuffs that stay put when you turn over.
            Sleet Linen Pyjamas | 119.00 | For hot nights: washed linen, short sleeves and a wide leg.
            Sleet Satin Pyjamas | 89.00 | Fluid, cool and matt. Made of wood pulp in a closed circuit, not of polyester.
            Nord Seersucker Pyjamas | 65.00 | Needs no iron and hardly touches the skin. Fits into the corner of a weekend bag.
          `,
        },
      ],
    },
    {
      name: 'Accessories',
      leaves: [
        {
          name: 'Hats & Beanies',
          code: 'HAT',
          called: 'this hat',
          picture: 'beanie',
          grams: 90,
          colours: ['Mustard', 'Navy', 'Oatmeal', 'Rust', 'Forest'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'One size, for heads from 54 to 60 cm.',
            'Hand-wash cold and dry over a bowl.',
            'Knitted and finished in Donegal.',
          ],
          products: `
            Fisher Beanie | 27.00 | A short ribbed cap that sits above the ears, for docks and drawing offices.
            Fisher Watch Cap | 29.00 | Long enough for a double turn-up. Both layers of wool over both ears.
            Fell Bobble Hat | 32.00 | With a bobble that buttons off, should you have a meeting.
            Fell Merino Beanie | 35.00 | So fine that it fits under a bicycle helmet.
            Bothy Cable Hat | 34.00 | One cable runs around the brim; the crown is gathered and soft.
            Stride Fleece-Lined Hat | 31.00 | Wool outside, fleece across the forehead, for people who scratch.
          `,
        },
        {
          name: 'Scarves',
          code: 'SCF',
          called: 'this scarf',
          picture: 'scarf',
          grams: 180,
          colours: ['Slate', 'Cherry', 'Petrol', 'Honey', 'Oatmeal'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'About 30 × 190 cm, with a short fringe unless we say otherwise.',
            'Dry-clean, or wash by hand in cold water with wool soap.',
            'Comes folded in a paper band, ready to be given away.',
          ],
          products: `
            Fell Lambswool Scarf | 49.00 | The good plain scarf. Soft at the neck and long enough for every knot.
            Fell Cashmere Scarf | 119.00 | Two-ply Mongolian cashmere, brushed with teasels. Light as a promise.
            Bothy Tartan Scarf | 55.00 | A check of our own, in three tones of the colour that you choose.
            Fisher Ribbed Snood | 39.00 | A ring without ends, so nothing gets into the spokes. Pull it up over the nose.
            Quay Cotton Scarf | 35.00 | A thin, crinkled square of 110 cm, for spring and for the beach.
            Mercer Silk Scarf | 75.00 | Heavy twill with edges that are rolled and sewn by hand. 90 × 90 cm.
          `,
        },
        {
          name: 'Belts',
          code: 'BLT',
          called: 'this belt',
          picture: 'belt',
          grams: 210,
          colours: ['Cognac', 'Chestnut', 'Black'],
          colourOption: 'Colour',
          option: { name: 'Length', values: { '80 cm': 1, '90 cm': 1, '100 cm': 1.05, '110 cm': 1.1 } },
          notes: [
            'The length is measured from the buckle to the middle hole.',
            'Tanned with oak bark for twelve months. Grease it once a year.',
            'The buckle is fixed with a screw and can be changed.',
          ],
          products: `
            Saddler Belt | 59.00 | One piece of bridle leather, 35 mm wide and 4 mm thick. It will be yours for decades.
            Saddler Narrow Belt | 52.00 | 25 mm wide, for dress trousers and waistbands with small loops.
            Saddler Plaited Belt | 65.00 | Plaited from eight strands, so it has a hole wherever you need one.
            Foundry Work Belt | 49.00 | 40 mm wide, with a double-pronged buckle in raw brass. For tools, or for weekends.
            Quay Canvas Belt | 29.00 | Cotton webbing with leather ends and two rings. Never too tight.
            Mercer Dress Belt | 69.00 | Calf leather with a raised edge and a polished buckle that stays in the background.
          `,
        },
      ],
    },
  ],
}
