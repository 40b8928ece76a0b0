import type { TopContent } from './category-content.ts'
import { smallMediumLarge } from './options.ts'

export const sportOutdoors: TopContent = {
  name: 'Sport & Outdoors',
  middles: [
    {
      name: 'Cycling',
      leaves: [
        {
          name: 'Bicycle Lights',
          code: 'BLI',
          called: 'this light',
          picture: 'bicycle-light',
          grams: 120,
          colours: ['Black', 'Silver', 'Tomato'],
          colourOption: 'Colour',
          option: { name: 'Battery', values: { Standard: 1, 'Long-life': 1.3 } },
          notes: [
            'Charges over USB-C; a small lamp warns you when a tenth is left.',
            'Waterproof to IPX5, and tested in a car wash.',
            'The rubber strap holds on nearly everything, without tools.',
          ],
          products: `
            Beacon Commuter Light | 35.00 | Thirty lux and a sharp upper edge: you see the road and blind nobody. Eight hours on full.
            Beacon Pocket Light | 22.00 | The size of a matchbox. Clip it on for the way home from the pub.
            Beacon Trail Light | 79.00 | 1,200 lumens for forest tracks, with a remote switch on the bar.
            Beacon Touring Light | 65.00 | A broad, even beam for country lanes, and a socket at the back that charges your phone on the way.
            Ray Helmet Light | 29.00 | Sits on the vents of your helmet, white in front and red behind.
            Ray Saddle Light | 25.00 | Brightens when you brake, which those behind you notice.
          `,
        },
        {
          name: 'Bicycle Helmets',
          code: 'HLM',
          called: 'this helmet',
          picture: 'helmet',
          grams: 380,
          colours: ['White', 'Black', 'Mint', 'Saffron', 'Navy'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { 'S 51–55 cm': 1, 'M 55–59 cm': 1, 'L 59–63 cm': 1 } },
          notes: [
            'Certified to EN 1078, with a layer that turns in a slanting impact.',
            'A wheel at the back adjusts the fit with one hand; pads are washable.',
            'Replace it after a fall: we give you a third off the next one.',
          ],
          products: `
            Beacon City Helmet | 79.00 | A round, quiet shape with a short peak against drizzle. The buckle is magnetic and closes with gloves on.
            Beacon Road Helmet | 119.00 | Eighteen vents and 240 g. After ten minutes you will be looking for it.
            Beacon Trail Helmet | 109.00 | Comes down low over the neck, with room for goggles and a peak that moves.
            Stride Commuter Helmet | 95.00 | A light is built into the back, and earflaps button in for winter.
            Stride Folding Helmet | 89.00 | Closes like an accordion to the width of a book. Fits into every bag, so you wear it.
            Junior Helmet | 49.00 | Tough shell, soft straps, and a dial that even five-year-olds get right.
          `,
        },
        {
          name: 'Bicycle Locks',
          code: 'LCK',
          called: 'this lock',
          picture: 'bicycle-lock',
          grams: 1350,
          colours: ['Black', 'Petrol', 'Lime'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Sold Secure rated; accepted by most bicycle insurers.',
            'With two keys, one of which has a light, and a code for ordering more.',
            'The bracket goes on the frame with two screws or two straps.',
          ],
          products: `
            Bulwark Chain Lock | 69.00 | Square links of 8 mm in a sleeve that is kind to the paint. Long enough for frame, wheel and lamp-post.
            Bulwark Folding Lock | 75.00 | Six steel bars unfold like a ruler, and come together to the size of a bottle.
            Bulwark D-Lock | 59.00 | A hardened shackle of 14 mm with a looped cable for the front wheel.
            Bulwark Cable Lock | 29.00 | A spiral cable for short stops in safe places. It winds itself up.
            Bulwark Combination Lock | 39.00 | Four digits that you choose yourself, and dials that can be felt in the dark.
            Bulwark Frame Lock Set | 55.00 | Push the lever, take the key, go. The plug-in chain holds the rest.
          `,
        },
      ],
    },
    {
      name: 'Camping & Hiking',
      leaves: [
        {
          name: 'Tents',
          code: 'TNT',
          called: 'this tent',
          picture: 'tent',
          grams: 2400,
          colours: ['Olive', 'Rust', 'Sky', 'Saffron'],
          colourOption: 'Colour',
          option: { name: 'Sleeps', values: { '2 people': 1, '3 people': 1.2, '4 people': 1.4 } },
          notes: [
            'Waterproof to 4,000 mm above and 6,000 mm below; seams are taped.',
            'Poles of aluminium, with a sleeve for repairs.',
            'Dry it completely before you store it, loosely rather than tightly.',
          ],
          products: `
            Bothy Dome Tent | 229.00 | Two crossed poles, and it stands on its own. Up in five minutes, with a porch on each side.
            Bothy Tunnel Tent | 319.00 | A living room at the front, a bedroom at the back. Inner and outer tent go up together, so nothing gets wet.
            Summit Ridge Tent | 349.00 | Made for a storm above the tree line: low, taut and anchored at fourteen points.
            Summit Ultralight Tent | 399.00 | Pitched with your walking poles. Less than a bag of sugar per person.
            Orchard Bell Tent | 479.00 | Cotton canvas that breathes, one pole in the middle and standing room all around it.
            Orchard Beach Shelter | 79.00 | Unfolds by itself and keeps off sun and wind. Pockets for sand hold it down.
          `,
        },
        {
          name: 'Sleeping Bags',
          code: 'SLB',
          called: 'this sleeping bag',
          picture: 'sleeping-bag',
          grams: 1250,
          colours: ['Navy', 'Rust', 'Forest', 'Plum'],
          colourOption: 'Colour',
          option: { name: 'Length', values: { 'Regular 185 cm': 1, 'Long 200 cm': 1.1 } },
          notes: [
            'Temperatures are given for comfort, to EN 13537.',
            'Two-way zip with a guard that keeps it from catching; left and right bags can be joined.',
            'Comes with a stuff sack for the trail and a big one for the cupboard.',
          ],
          products: `
            Bothy Summer Bag | 79.00 | Comfortable down to 10 °C. Light synthetic filling that dries overnight.
            Bothy Three-Season Bag | 119.00 | Comfortable down to 2 °C, with a draught collar and a pocket for your torch.
            Summit Down Bag | 299.00 | Goose down of 800 cuin for −5 °C; packs to the size of a loaf.
            Summit Winter Bag | 389.00 | For snow caves and cold bivouacs, comfortable at −15 °C. The hood leaves just your nose out.
            Orchard Blanket Bag | 89.00 | Rectangular, roomy and lined with flannel. Unzipped it is a quilt for two.
            Junior Sleeping Bag | 59.00 | Grows by 30 cm with a drawcord. Has survived garden, sofa and school trips.
          `,
        },
        {
          name: 'Bottles & Flasks',
          code: 'BTL',
          called: 'this bottle',
          picture: 'bottle',
          grams: 290,
          colours: ['Cobalt', 'Mint', 'Matt black', 'Apricot', 'Brushed steel'],
          colourOption: 'Colour',
          option: { name: 'Volume', values: { '0.35 l': 1, '0.5 l': 1.15, '0.75 l': 1.3 } },
          notes: [
            'Stainless steel 18/8, free of BPA and of taste.',
            'Wash by hand with a bottle brush; the seal pops out.',
            'Does not leak. We carry ours beside the laptop.',
          ],
          products: `
            Spring Insulated Bottle | 29.00 | Keeps tea hot for twelve hours and water cold for a day. The powder coating gives a sure grip.
            Spring Single-Wall Bottle | 19.50 | Half the weight, because it does only one thing: hold water.
            Spring Tumbler | 25.00 | Closes with a push and opens all around the rim, so it drinks like a cup. Fits under the machine.
            Trail Flask | 35.00 | The lid is a cup, the stopper pours without being taken off. For winter walks and football pitches.
            Trail Food Jar | 32.00 | A wide neck for soup and stew, and a folding spoon in the lid. Hot for six hours.
            Trail Filter Bottle | 45.00 | Squeeze, and the stream becomes drinking water. The filter lasts for 1,000 litres.
          `,
        },
      ],
    },
    {
      name: 'Fitness & Games',
      leaves: [
        {
          name: 'Yoga Mats',
          code: 'YGA',
          called: 'this mat',
          picture: 'yoga-mat',
          grams: 1900,
          colours: ['Plum', 'Sage', 'Petrol', 'Blush'],
          colourOption: 'Colour',
          option: { name: 'Thickness', values: { '4 mm': 1, '6 mm': 1.2 } },
          notes: [
            'Measures 183 × 65 cm and comes with a strap to carry it by.',
            'Wipe it with water and a drop of vinegar, and dry it in the shade.',
            'Free of PVC; contains latex only where we say rubber.',
          ],
          products: `
            Asana Rubber Mat | 69.00 | Natural rubber that grips even with damp hands. It is heavy, and so it stays where you lay it.
            Asana Cork Mat | 79.00 | A cork surface that gets less slippery the more you sweat. Warm to the touch, and antibacterial by nature.
            Asana Travel Mat | 49.00 | Folds like a towel. Use it alone or on top of the one in the studio.
            Poise Studio Mat | 39.00 | Light foam with closed pores, for classes and for the first hundred sun salutations.
            Poise Pilates Mat | 45.00 | Softer under the spine, with rounded corners that do not curl.
            Poise Wool Mat | 89.00 | Felted wool for yin, meditation and a nap. Insulates even on a stone floor.
          `,
        },
        {
          name: 'Weights',
          code: 'WGT',
          called: 'this weight',
          picture: 'kettlebell',
          grams: 4000,
          colours: ['Black', 'Slate', 'Teal', 'Rust'],
          colourOption: 'Colour',
          option: {
            name: 'Weight',
            values: { '4 kg': [1, 1], '8 kg': [1.6, 2], '12 kg': [2.2, 3], '16 kg': [2.8, 4] },
          },
          notes: [
            'Marked in kilograms; deviates by less than two per cent.',
            'Put it down gently: it is guaranteed against anything but your floor.',
            'Delivery to the door of your home, not just to the kerb.',
          ],
          products: `
            Anvil Kettlebell | 22.00 | Cast in one piece, with a smooth, wide handle for two hands. The flat foot keeps it from rolling.
            Anvil Coated Kettlebell | 27.00 | Covered in vinyl, for wooden floors and neighbours below.
            Anvil Competition Kettlebell | 39.00 | All weights have the same measurements, so your technique need not change.
            Anvil Dumbbell Pair | 34.00 | Six-sided heads that stay put. The weight is that of one.
            Poise Soft Weight | 25.00 | A filled fabric ball that hurts nobody who drops it on a toe.
            Poise Sandbag | 29.00 | An awkward load on purpose, with four handles. Fill it yourself.
          `,
        },
        {
          name: 'Balls',
          code: 'BAL',
          called: 'this ball',
          picture: 'ball',
          grams: 430,
          colours: ['Tomato', 'Cobalt', 'Lime', 'White'],
          colourOption: 'Colour',
          option: smallMediumLarge,
          notes: [
            'Comes pumped up to two thirds; a needle is included.',
            'Sewn without child labour in a Fairtrade factory in Sialkot.',
            'Small suits children under eight, large adults.',
          ],
          products: `
            Goal Football | 29.00 | Thirty-two panels, sewn by hand. Flies straight, and keeps its air for weeks.
            Goal Street Football | 25.00 | A tougher skin and a lower bounce, for tarmac and courtyards.
            Goal Futsal Ball | 32.00 | Heavier than it looks: it stays on the floor, where the game is.
            Hoop Basketball | 35.00 | Deep channels and a tacky surface, indoors and out.
            Net Volleyball | 33.00 | Soft enough for bare forearms, true enough for a league.
            Net Beach Ball | 19.50 | A proper ball for the sand, not one to be carried off by every breeze.
          `,
        },
        {
          name: 'Swimming',
          code: 'SWM',
          called: 'this pair of goggles',
          picture: 'goggles',
          grams: 85,
          colours: ['Cobalt', 'Black', 'Teal', 'Tomato'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Anti-fog inside, UV protection outside. Rinse in fresh water and do not rub.',
            'Three nose pieces in different widths are enclosed.',
            'With a hard case made from old bottle tops.',
          ],
          products: `
            Lido Training Goggles | 19.50 | Soft seals and a wide view: for the forty lengths before work.
            Lido Racing Goggles | 27.00 | Close to the eye and quick in the water, with a double strap that stays put at the dive.
            Lido Open-Water Goggles | 32.00 | Large, polarised lenses, with which you find the buoy against a low sun.
            Lido Mirrored Goggles | 25.00 | For outdoor pools at noon. You see everybody, and nobody sees where you look.
            Lido Prescription Goggles | 39.00 | With lenses from −2 to −6, which we fit for each eye. Tell us at checkout.
            Junior Goggles | 14.50 | A strap that does not pull hair, and colours that are found again at the bottom.
          `,
        },
      ],
    },
  ],
}
