import type { TopContent } from './category-content.ts'
import { smallMediumLarge } from './options.ts'

export const bedBath: TopContent = {
  name: 'Bed & Bath',
  middles: [
    {
      name: 'Bedding',
      leaves: [
        {
          name: 'Duvet Covers',
          code: 'DVT',
          called: 'this duvet cover',
          picture: 'duvet',
          grams: 1250,
          colours: ['White', 'Sky', 'Sage', 'Blush', 'Slate', 'Navy'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '140 × 200 cm': 1, '200 × 200 cm': 1.4, '240 × 220 cm': 1.7 } },
          notes: [
            'Closes with covered buttons; ties in the corners hold the duvet.',
            'Wash at 60 °C; tumble-dry low. Allow for three per cent of shrinkage.',
            'Certified to Oeko-Tex Standard 100. Pillowcases are sold separately.',
          ],
          products: `
            Sleet Percale Duvet Cover | 69.00 | Crisp and cool like a freshly ironed shirt: long-staple cotton in the plainest of weaves, 200 threads to the square inch.
            Sleet Linen Duvet Cover | 139.00 | French flax, woven in Portugal and washed with stones until it falls softly. Cool in summer, warm in winter, never ironed.
            Hush Sateen Duvet Cover | 89.00 | A satin weave lays the threads on top, so the cloth feels smooth and shimmers very slightly.
            Hush Flannel Duvet Cover | 75.00 | Brushed on both sides until it is as soft as a peach. For cold bedrooms and cold feet.
            Nord Seersucker Duvet Cover | 59.00 | Crinkled by the weave itself, so it dries quickly, needs no iron and does not stick to the skin on warm nights.
            Nord Jersey Duvet Cover | 55.00 | Knitted like your oldest T-shirt and just as stretchy. Pulled over the duvet in a minute.
          `,
        },
        {
          name: 'Pillows',
          code: 'PLW',
          called: 'this pillow',
          picture: 'pillow',
          grams: 900,
          colours: ['White', 'Chalk'],
          colourOption: null,
          option: { name: 'Firmness', values: { Soft: 1, Medium: 1, Firm: 1.1 } },
          notes: [
            'Measures 50 × 70 cm and fits every ordinary pillowcase.',
            'Soft suits those who sleep on their front, medium the back, firm the side.',
            'You may try it for thirty nights and send it back.',
          ],
          products: `
            Hush Down Pillow | 89.00 | A core of feathers for support inside a chamber of white goose down. Certified to come from birds that were not plucked alive.
            Hush Wool Pillow | 75.00 | Little balls of European wool that let air through and do not clump. You can take some out until it fits.
            Sleet Latex Pillow | 95.00 | Natural rubber with pin-holes: springy, cool and uninteresting to dust mites.
            Sleet Memory Pillow | 69.00 | It gives slowly where your head is heavy, and fills the hollow of the neck. With a washable bamboo cover.
            Nord Everyday Pillow | 29.00 | Fibre from recycled bottles in a cotton case. Goes into the machine as it is.
            Nord Buckwheat Pillow | 49.00 | Filled with husks that arrange themselves around your head and rustle softly. Popular in Japan for some centuries.
          `,
        },
        {
          name: 'Blankets & Throws',
          code: 'BLK',
          called: 'this blanket',
          picture: 'blanket',
          grams: 1100,
          colours: ['Oatmeal', 'Mustard', 'Forest', 'Slate', 'Rust', 'Lavender'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '130 × 180 cm': 1, '180 × 220 cm': 1.6 } },
          notes: [
            'Air it overnight rather than washing it; wool cleans itself.',
            'If it must be washed: cold, by hand or on the wool cycle, and dried flat.',
            'Woven in a family mill that has been at it since 1897.',
          ],
          products: `
            Fell Lambswool Throw | 89.00 | Soft Scottish lambswool with a twisted fringe. Big enough for two on a sofa, if they like each other.
            Fell Herringbone Blanket | 119.00 | A dense, smooth weave that hangs beautifully over the end of a bed, and is warmer than it looks.
            Fell Picnic Rug | 95.00 | Sturdy wool on top, waxed cotton below and a leather strap to carry it by. Crumbs shake off.
            Hush Waffle Blanket | 79.00 | The deep squares hold the air. A light layer for summer nights and a good one between sheet and duvet.
            Nord Knitted Throw | 69.00 | A chunky cable pattern from the same yarn as our fishermen's jumpers.
            Sleet Mohair Throw | 159.00 | A cloud of brushed mohair and silk. It weighs next to nothing and warms at once.
          `,
        },
      ],
    },
    {
      name: 'Bath',
      leaves: [
        {
          name: 'Towels',
          code: 'TWL',
          called: 'this towel',
          picture: 'towel',
          grams: 320,
          colours: ['White', 'Mint', 'Navy', 'Terracotta', 'Stone', 'Lilac'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { 'Guest 30 × 50 cm': 1, 'Hand 50 × 100 cm': 2, 'Bath 70 × 140 cm': 3.6 } },
          notes: [
            'Wash once before first use, and without softener: it makes towels water-shy.',
            'Dries quickly on a rail; a loop is sewn into each short side.',
            'Wash at 60 °C with like colours.',
          ],
          products: `
            Tide Terry Towel | 8.50 | Thick loops of combed cotton at 600 g to the square metre. The proper towel, without a border to go hard.
            Tide Hammam Towel | 10.50 | Flat-woven on old looms in Denizli, with knotted fringes. Packs small for the beach and drinks like a big one.
            Drift Waffle Towel | 9.50 | A honeycomb that massages a little and dries in half the time. For gym bags and small bathrooms.
            Drift Linen Towel | 12.50 | Rough in the best sense: gets the blood going in the morning, and is softer with each month.
            Cove Organic Towel | 9.00 | Cotton grown without pesticides, dyed without heavy metals, and woven in Portugal.
            Cove Striped Towel | 10.00 | Bath-house stripes in a colour and white. The stripes are woven in, so they are the same on both sides.
          `,
        },
        {
          name: 'Bath Mats',
          code: 'BMT',
          called: 'this bath mat',
          picture: 'bath-mat',
          grams: 780,
          colours: ['Chalk', 'Sage', 'Slate', 'Sand'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '50 × 80 cm': 1, '60 × 100 cm': 1.35 } },
          notes: [
            'Hang it up after the shower, and it stays fresh.',
            'Machine-washable at 40 °C.',
            'Lies flat from the first day and does not curl at the corners.',
          ],
          products: `
            Tide Tufted Mat | 32.00 | Long, soft pile that your feet sink into. A latex grid underneath keeps it from sliding.
            Tide Terry Mat | 19.00 | A plain, heavy terry mat like the ones in good hotels: 1,000 g to the square metre.
            Drift Woven Mat | 27.00 | Made of the selvedges that are left over from our towels. Each has a slightly different melange.
            Drift Ribbed Mat | 29.00 | Raised ribs let the water run off and dry by the evening.
            Cove Pebble Mat | 35.00 | A pattern of round knots that feels like a smooth beach.
            Cove Reversible Mat | 31.00 | A light side and a dark one. Turn it over when the children have been in the garden.
          `,
        },
        {
          name: 'Bathrobes',
          code: 'BRB',
          called: 'this bathrobe',
          picture: 'bathrobe',
          grams: 1350,
          colours: ['White', 'Slate', 'Navy', 'Sage'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { S: 1, M: 1, L: 1, XL: 1 } },
          notes: [
            'Two deep pockets, a belt that is sewn on at the back, and a loop that holds.',
            'Falls to the middle of the calf at a height of 175 cm.',
            'Wash at 60 °C, tumble-dry for softness.',
          ],
          products: `
            Tide Terry Robe | 89.00 | A shawl collar and turned-back cuffs in heavy cotton terry. The robe for after the bath.
            Drift Waffle Robe | 75.00 | Light and quick to dry, so it comes along to the sauna and into a suitcase.
            Drift Linen Robe | 119.00 | A dressing gown for warm mornings, washed until it is soft and pleasantly crumpled.
            Cove Hooded Robe | 95.00 | The hood dries your hair while you make the coffee. Velour outside, loops inside.
            Cove Kimono Robe | 69.00 | Straight sleeves and no collar in a smooth cotton satin. Good in a travelling bag.
            Nord Fleece Robe | 59.00 | Recycled fleece for people who are always cold. Dries in an hour.
          `,
        },
        {
          name: 'Soap & Care',
          code: 'SOP',
          called: 'this product',
          picture: 'soap',
          grams: 420,
          colours: ['Olive', 'Lavender', 'Apricot', 'Mint', 'Sand'],
          colourOption: null,
          option: { name: 'Scent', values: { Lavender: 1, 'Fig leaf': 1, Cedar: 1, Unscented: 1 } },
          notes: [
            'Vegan, never tested on animals, and without microplastics.',
            'The glass bottle has a deposit: send back six and we take two euros off.',
            'Suitable for sensitive skin; keep it out of the eyes.',
          ],
          products: `
            Saltwater Hand Soap | 14.50 | A mild liquid soap on a base of olive and coconut oil that leaves hands clean and not tight. 300 ml with a pump.
            Saltwater Shower Gel | 16.50 | Foams gently and rinses off without a trace. 300 ml, enough for about two months.
            Saltwater Shampoo | 18.50 | For every day and most kinds of hair, with oat protein instead of silicones.
            Meadow Hand Cream | 12.95 | Shea butter and beeswax for gardeners' hands. Goes in within a minute and does not stick to the spade.
            Meadow Body Oil | 22.00 | Almond, jojoba and a little vitamin E. Massage it into damp skin, and it is gone.
            Meadow Bath Salt | 19.50 | Coarse sea salt with dried petals, for the end of a long Sunday. 500 g, ten baths.
          `,
        },
      ],
    },
    {
      name: 'Soft Furnishings',
      leaves: [
        {
          name: 'Cushions',
          code: 'CSH',
          called: 'this cushion',
          picture: 'cushion',
          grams: 650,
          colours: ['Rust', 'Mustard', 'Sage', 'Petrol', 'Blush', 'Oatmeal'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '40 × 40 cm': 1, '50 × 50 cm': 1.25, '60 × 40 cm': 1.2 } },
          notes: [
            'Comes with a plump filling of feathers; fibre on request.',
            'The cover has a hidden zip and is washable at 30 °C.',
            'The back is a plain cotton in the same colour.',
          ],
          products: `
            Fell Wool Cushion | 45.00 | Woven in a soft basket weave from undyed and dyed yarns, so that the colour has depth.
            Hush Velvet Cushion | 39.00 | Dense cotton velvet that changes with the light and with the way you stroke it.
            Sleet Linen Cushion | 35.00 | Heavy washed linen with a narrow flange around the edge. It looks better a little crumpled.
            Nord Corduroy Cushion | 33.00 | Wide, soft wales like a favourite pair of trousers.
            Drift Tufted Cushion | 42.00 | A pattern of raised loops, tufted by hand onto raw cotton.
            Reed Bouclé Cushion | 47.00 | Curly yarn that invites you to lean back, and forgives a cat.
          `,
        },
        {
          name: 'Rugs',
          code: 'RUG',
          called: 'this rug',
          picture: 'rug',
          grams: 4200,
          colours: ['Rust', 'Denim', 'Oatmeal', 'Olive', 'Bordeaux'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { '80 × 150 cm': 1, '140 × 200 cm': 2.3, '170 × 240 cm': 3.3 } },
          notes: [
            'Use an anti-slip mat on smooth floors; we cut it to size for you.',
            'Vacuum without the brush, turn it twice a year, treat stains with cold water.',
            'Made without child labour, certified by GoodWeave.',
          ],
          products: `
            Atlas Kilim | 149.00 | Flat-woven wool with a stepped diamond pattern. It can be turned over, and is equally good on both sides.
            Atlas Berber Rug | 229.00 | Thick, knotted pile and a few wandering lines, as the weavers in the Middle Atlas draw them.
            Fell Felted Rug | 169.00 | Strands of felted wool, braided and sewn together. Warm under bare feet and gloriously quiet.
            Drift Cotton Runner | 69.00 | A washable rug for kitchens and halls, in broad stripes.
            Reed Jute Rug | 89.00 | Natural jute with a coloured border. Hard-wearing, and it smells faintly of hay at first.
            Nord Outdoor Rug | 79.00 | Woven from recycled bottles, for the balcony. Rain does it no harm; hose it down and let it dry.
          `,
        },
        {
          name: 'Candles',
          code: 'CND',
          called: 'this candle',
          picture: 'candle',
          grams: 380,
          colours: ['Cream', 'Bottle', 'Rose', 'Honey', 'Plum'],
          colourOption: 'Colour',
          option: smallMediumLarge,
          notes: [
            'Burns 20, 35 or 60 hours, according to size.',
            'Trim the wick to half a centimetre, and it will not soot.',
            'Never leave a candle burning on its own.',
          ],
          products: `
            Wick Fig Candle | 19.50 | Green fig leaves and a little coconut, as if you sat under the tree. Rapeseed wax in a tinted glass.
            Wick Cedar Candle | 19.50 | Dry wood, pencil shavings and a trace of smoke. For studies and long evenings.
            Wick Linen Candle | 18.50 | Smells of washing that has dried outside on a windy day. The subtle one of the family.
            Hive Beeswax Pillar | 16.50 | Pure wax from German beekeepers, coloured on the outside only. Smells of honey even when it is not lit.
            Hive Dinner Candles | 14.50 | A bundle of tall, slim candles that fit ordinary holders and do not drip.
            Hive Garden Candle | 22.00 | In a clay bowl with a thick wick that wind and drizzle do not blow out.
          `,
        },
      ],
    },
  ],
}
