import type { TopContent } from './category-content.ts'
import { setSizes, smallOrLarge, smallMediumLarge } from './options.ts'

export const homeKitchen: TopContent = {
  name: 'Home & Kitchen',
  middles: [
    {
      name: 'Cookware',
      leaves: [
        {
          name: 'Saucepans',
          code: 'SPN',
          called: 'this saucepan',
          picture: 'saucepan',
          grams: 1150,
          colours: ['Brushed steel', 'Matt black', 'Cream', 'Sage'],
          colourOption: 'Finish',
          option: { name: 'Capacity', values: { '1.5 l': 1, '2.5 l': 1.25, '4 l': 1.5 } },
          notes: [
            'Works on every hob, induction included, and in the oven up to 200 °C.',
            'Measuring marks on the inside; the lid is included.',
            'Wash by hand with a soft sponge to keep the outside bright.',
          ],
          products: `
            Halden Saucepan | 49.00 | A thick sandwich base spreads the heat so that milk does not catch, and the riveted handle stays cool enough to hold without a cloth.
            Marlow Milk Pan | 34.00 | Two pouring lips, one for each hand, and a rounded bottom edge that a whisk can reach. Small enough to live on the hob.
            Calder Conical Saucepan | 59.00 | The sloping sides let sauces reduce quickly and give a whisk room to work. Three layers from base to rim, so nothing burns at the edge.
            Osterby Straining Saucepan | 54.00 | Turn the lid until the holes meet the lip and pour: pasta and potatoes drain without a colander. The knob locks with a quarter turn.
            Tamsin Everyday Saucepan | 29.00 | The pan for a first kitchen. Light, quick to heat and sensibly priced, with a hanging loop at the end of the handle.
            Brae Tall Saucepan | 64.00 | Taller than it is wide, which keeps stock and jam from splashing. A second small handle makes the full pan easy to lift.
          `,
        },
        {
          name: 'Frying Pans',
          code: 'FRY',
          called: 'this frying pan',
          picture: 'frying-pan',
          grams: 1350,
          colours: ['Matt black', 'Graphite', 'Brushed steel'],
          colourOption: null,
          option: { name: 'Diameter', values: { '20 cm': 1, '24 cm': 1.2, '28 cm': 1.4, '32 cm': 1.65 } },
          notes: [
            'Suitable for gas, electric, ceramic and induction hobs.',
            'Let the pan cool before you wash it; a little oil afterwards does it good.',
            'The diameter is measured at the upper rim.',
          ],
          products: `
            Fjell Cast Iron Frying Pan | 45.00 | Poured in one piece and seasoned with flaxseed oil, so it is ready for the first egg. It keeps its heat when a cold steak goes in.
            Halden Carbon Steel Frying Pan | 39.00 | Half the weight of cast iron and every bit as good at browning. It darkens with use, and gets better for it.
            Calder Non-Stick Frying Pan | 49.00 | A ceramic coating free of PFAS on a thick aluminium core. Pancakes slide out without a drop of oil.
            Marlow Omelette Pan | 32.00 | Low, gently curved sides, so that a spatula gets under the edge and the omelette rolls onto the plate.
            Osterby Sauté Pan | 69.00 | High straight sides and a wide flat bottom: brown the meat, add the stock and leave it to simmer. Fits the Osterby lids.
            Brae Griddle Pan | 54.00 | Deep ridges leave clean stripes on courgettes and chops while the fat runs off below. Pouring lips on both sides.
          `,
        },
        {
          name: 'Casseroles',
          code: 'CAS',
          called: 'this casserole',
          picture: 'casserole',
          grams: 4200,
          colours: ['Tomato', 'Petrol', 'Cream', 'Graphite', 'Mustard'],
          colourOption: 'Colour',
          option: { name: 'Capacity', values: { '3 l': 1, '4.5 l': 1.25, '6 l': 1.45 } },
          notes: [
            'Enamelled inside and out; it needs no seasoning and does not mind tomatoes or wine.',
            'Oven-safe to 250 °C, lid knob included, and suitable for every hob.',
            'Soak in warm water rather than scrubbing; avoid metal spoons.',
          ],
          products: `
            Fjell Round Casserole | 129.00 | The classic Dutch oven. Drops gather under the ribbed lid and fall back on the roast, so it stays moist for hours.
            Fjell Oval Casserole | 149.00 | Long enough for a whole chicken or a leg of lamb, and good-looking enough to carry straight to the table.
            Vesper Shallow Casserole | 119.00 | Wide and low, for risotto, meatballs and anything that should be browned in a single layer. The lid doubles as a trivet.
            Tamsin Light Casserole | 79.00 | Thin-walled cast iron that weighs a third less than usual, for those who would rather not lift weights before dinner.
            Calder Bread Oven | 139.00 | A low base and a domed lid trap the steam that gives a loaf its crackling crust. Equally at home with a pot roast.
            Osterby Bean Pot | 89.00 | A round belly and a narrow neck keep beans and stews at a slow, even simmer. Two loop handles take thick oven gloves.
          `,
        },
      ],
    },
    {
      name: 'Tableware',
      leaves: [
        {
          name: 'Mugs',
          code: 'MUG',
          called: 'this mug',
          picture: 'mug',
          grams: 380,
          colours: ['Chalk', 'Sage', 'Navy', 'Terracotta', 'Blush', 'Graphite'],
          colourOption: 'Glaze',
          option: setSizes,
          notes: [
            'Stoneware fired at 1,250 °C: safe for dishwasher, microwave and a careless bump.',
            'Glazed by hand, so no two are exactly alike.',
            'Packed in recycled card, without plastic.',
          ],
          products: `
            Lindby Mug | 14.00 | A straight, generous mug with a handle for three fingers. Holds 350 ml, which is a proper cup of tea.
            Orla Espresso Cup | 9.50 | Thick walls keep a short coffee hot, and the rounded inside brings up the crema. Holds 80 ml.
            Wren Breakfast Cup | 16.50 | Wide, low and made for milky coffee. Room for 450 ml and for a croissant to be dipped.
            Hearth Camp Mug | 12.00 | Modelled on the old tin mug, but kinder to the lips. A raw, unglazed ring at the foot gives it a firm stand.
            Pebble Cup | 11.50 | No handle, just a shallow dent on either side where thumb and finger find their place. Double walls keep your hand cool.
            Marlow Tall Latte Mug | 15.50 | Slim at the bottom and wider at the top, so that the foam stands proud. Fits under most machines at 12 cm.
          `,
        },
        {
          name: 'Plates & Bowls',
          code: 'PLB',
          called: 'this piece',
          picture: 'bowl',
          grams: 620,
          colours: ['Chalk', 'Sand', 'Sky', 'Forest', 'Slate'],
          colourOption: 'Glaze',
          option: setSizes,
          notes: [
            'Stackable, and safe for dishwasher, microwave and oven up to 180 °C.',
            'The glaze is free of lead and cadmium.',
            'Single pieces can be bought again for at least ten years.',
          ],
          products: `
            Lindby Dinner Plate | 18.00 | A wide flat middle and a low rim that keeps the sauce where it belongs. 27 cm across, so it fits every dishwasher.
            Lindby Pasta Bowl | 19.50 | Half plate, half bowl. Deep enough for soup, broad enough to wind spaghetti without splashing your shirt.
            Orla Cereal Bowl | 13.50 | A rounded bowl for porridge, muesli and second helpings, with a foot that is easy to hold when it is hot.
            Wren Serving Bowl | 39.00 | The big bowl in the middle of the table: salad for six, potatoes for eight. A matt outside and a glossy inside.
            Hearth Ramen Bowl | 22.00 | Steep sides hold the heat of the broth, and a notch in the rim keeps the chopsticks from rolling away.
            Pebble Side Plate | 11.00 | For toast, cake or olives. The edge is slightly uneven, as if it had been drawn without a ruler.
          `,
        },
        {
          name: 'Glasses',
          code: 'GLS',
          called: 'this piece',
          picture: 'glass',
          grams: 240,
          colours: ['Sky', 'Mint', 'Rose', 'Honey', 'Silver'],
          colourOption: 'Colour',
          option: setSizes,
          notes: [
            'Lead-free glass, tinted through and through, so the colour cannot wash off.',
            'Dishwasher-safe at 55 °C.',
            'Replacements for breakages are available singly.',
          ],
          products: `
            Brook Tumbler | 8.50 | Slightly tapered, with a heavy base, and it stacks without sticking. Holds 280 ml of water, juice or cordial.
            Brook Carafe | 29.00 | One litre and a neck that fits the hand. The Brook tumbler sits on top as a lid, for the bedside table.
            Solveig Wine Glass | 16.00 | A round bowl on a short stem, blown by mouth in Bohemia. As good for a light red as for a cold white.
            Ripple Highball Glass | 10.50 | Fine vertical grooves catch the light and give a good grip when the glass is cold and wet. 350 ml.
            Marlow Whisky Tumbler | 14.50 | A thick, eight-sided base and a thin rim. It weighs a reassuring 400 g when there are two fingers in it.
            Solveig Coupe | 18.00 | Shallow and wide, for sparkling wine, a sour or two scoops of sorbet. The stem is drawn, not glued.
          `,
        },
      ],
    },
    {
      name: 'Kitchen Tools',
      leaves: [
        {
          name: 'Kitchen Knives',
          code: 'KNF',
          called: 'this knife',
          picture: 'knife',
          grams: 210,
          colours: ['Walnut', 'Black', 'Natural oak'],
          colourOption: 'Finish',
          option: null,
          notes: [
            'Hardened to 58 HRC: tough enough for daily use and easy to sharpen at home.',
            'Wash and dry by hand straight after use; a dishwasher ruins the edge and the handle.',
            'Delivered in a card sheath that can be used again. Sale to adults only.',
          ],
          products: `
            Tarn Chef's Knife | 89.00 | The one knife you need: a 20 cm blade with a gentle belly that rocks through herbs and is stiff enough for a swede.
            Tarn Paring Knife | 35.00 | A short, nimble blade for strawberries, shallots and the eyes of potatoes. It all but disappears in the hand.
            Tarn Bread Knife | 69.00 | Long wavy teeth part the crust instead of tearing it. The raised handle keeps your knuckles off the board.
            Tarn Santoku | 85.00 | A flat edge for straight, even slices of vegetable and fish, and hollows in the blade so that they fall away.
            Calder Carving Knife | 79.00 | Slim and slightly flexible, for thin slices from a joint or a side of salmon. 24 cm from heel to point.
            Osterby Vegetable Cleaver | 75.00 | Broad enough to scoop up what it has chopped. Despite its looks it is light, and not meant for bones.
          `,
        },
        {
          name: 'Chopping Boards',
          code: 'BRD',
          called: 'this board',
          picture: 'chopping-board',
          grams: 950,
          colours: ['Natural oak', 'Walnut', 'Beech', 'Bamboo'],
          colourOption: 'Finish',
          option: smallMediumLarge,
          notes: [
            'Small is 28 × 20 cm, medium 36 × 26 cm, large 45 × 32 cm.',
            'Oil it now and then, dry it standing up, and it will outlive several knives.',
            'From certified European forestry; offcuts heat the workshop.',
          ],
          products: `
            Grove Chopping Board | 29.00 | A plain, honest board, 2 cm thick, with softened corners. One side has a groove for juice, the other is for bread.
            Grove End-Grain Block | 69.00 | The fibres stand upright, so the blade slides between them and the marks close again. Heavy enough to stay put.
            Hearth Bread Board | 34.00 | A slatted top lets the crumbs fall into a tray below, which pulls out like a drawer.
            Brae Serving Board | 32.00 | With a handle and a leather loop, for cheese in the evening and for hanging on the wall in between.
            Osterby Carving Board | 49.00 | A deep channel and a shallow well hold the juices of a roast. Two finger grips on the underside help to lift it.
            Tamsin Everyday Board | 19.00 | Thin, light and easily rinsed: the board for one onion. It stands upright in the dish rack.
          `,
        },
        {
          name: 'Cooking Utensils',
          code: 'UTN',
          called: 'this tool',
          picture: 'utensils',
          grams: 190,
          colours: ['Beech', 'Graphite', 'Sage', 'Terracotta'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Safe for non-stick and enamelled pans.',
            'Heat-resistant up to 220 °C.',
            'A hole in each handle takes the hook on the wall.',
          ],
          products: `
            Grove Spoon Set | 24.00 | Three wooden spoons: one round, one with a corner for the edge of the pot, one with a hole for risotto.
            Halden Silicone Spatula Set | 22.50 | A scraper, a spoon and a turner, each moulded around a steel core, so they bend only where they should.
            Calder Balloon Whisk | 17.50 | Eleven fine wires and a weighted handle. Cream stands in a minute and a half, and your wrist does not complain.
            Marlow Fish Slice | 15.50 | Thin, wide and slotted, with one bevelled edge to get under a fillet without breaking it.
            Tamsin Ladle | 13.95 | Holds exactly 100 ml, with a lip on both sides. The crooked end hangs on the rim of a stock pot.
            Osterby Salad Servers | 19.50 | A generous spoon and a fork with three blunt tines. Long enough for the Wren serving bowl.
          `,
        },
      ],
    },
    {
      name: 'Coffee & Tea',
      leaves: [
        {
          name: 'Coffee Makers',
          code: 'COF',
          called: 'this coffee maker',
          picture: 'coffee-maker',
          grams: 870,
          colours: ['Black', 'Silver', 'Copper', 'Cream'],
          colourOption: 'Colour',
          option: { name: 'Cups', values: { '3 cups': 1, '6 cups': 1.25, '8 cups': 1.45 } },
          notes: [
            'Comes with a measuring spoon and a short guide to grind and timing.',
            'All parts come apart for cleaning, and every one can be ordered singly.',
            'A cup is reckoned at 125 ml.',
          ],
          products: `
            Orla French Press | 39.00 | Borosilicate glass in a steel frame and a plunger with a double sieve, so that the last cup is as clear as the first.
            Orla Insulated Press | 59.00 | Two steel walls keep the coffee hot for two hours and cannot be broken on a camping trip.
            Ember Stovetop Espresso Maker | 32.00 | The eight-sided Italian pot in a quieter shape. It tells you when it is ready, as it always has.
            Lindby Pour-Over Set | 45.00 | A ribbed cone and a glass server, for filter papers of the usual size. Slow coffee for people who like to watch.
            Ember Cold Brew Jug | 35.00 | Fill the fine steel filter, add cold water and go to bed. In the morning there is smooth, mild coffee for two days.
            Marlow Filter Carafe | 49.00 | A permanent steel filter in an hourglass of glass, with a collar that keeps your fingers from the heat. No paper needed.
          `,
        },
        {
          name: 'Teapots',
          code: 'TEA',
          called: 'this teapot',
          picture: 'teapot',
          grams: 980,
          colours: ['Chalk', 'Petrol', 'Mustard', 'Rose', 'Graphite'],
          colourOption: 'Glaze',
          option: smallOrLarge,
          notes: [
            'Small holds 0.6 l (two cups), large 1.2 l (four to five).',
            'With a removable steel strainer, fine enough for rooibos.',
            'Rinse with hot water only: a teapot does not like soap.',
          ],
          products: `
            Lindby Teapot | 42.00 | A round belly and a spout that stops when you stop. The lid has a small tongue, so it stays on to the last drop.
            Wren Teapot | 48.00 | Tall and slender, after a Danish pattern of the fifties, with a handle of bent cane that folds flat.
            Hearth Cast Teapot | 65.00 | Heavy walls keep the tea hot for an hour. The inside is enamelled and takes on no taste.
            Orla Tea for One | 29.00 | The pot sits on its own cup: a whole tea break that takes no more room than a mug.
            Pebble Side-Handled Teapot | 52.00 | A Japanese kyusu with the handle at the side. One turn of the wrist pours, and the sieve is part of the clay.
            Marlow Family Teapot | 46.00 | With a second, smaller grip above the spout, for the moment when it is really full.
          `,
        },
        {
          name: 'Kettles',
          code: 'KTL',
          called: 'this kettle',
          picture: 'kettle',
          grams: 1280,
          colours: ['Brushed steel', 'Matt black', 'Cream', 'Mint', 'Cherry'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Stainless steel inside; the water touches no plastic.',
            'Boil with a spoonful of citric acid once a month to keep the scale away.',
            'Two-year guarantee; spare lids and handles in stock.',
          ],
          products: `
            Ember Stovetop Kettle | 49.00 | It whistles two notes, not one, and pours through a wide spout. 1.7 litres, for every hob.
            Ember Gooseneck Kettle | 69.00 | A thin, curved spout lays the water exactly where a pour-over wants it. The thermometer in the lid reads from 40 °C.
            Halden Electric Kettle | 59.00 | 1.5 litres in under four minutes, nearly silent, with a lid that opens slowly and does not splash.
            Halden Temperature Kettle | 89.00 | Five settings from 60 °C for green tea to a rolling boil, and it holds the one you chose for half an hour.
            Tamsin Little Kettle | 35.00 | 0.8 litres for small kitchens and one pot of tea. The cord winds up under the base.
            Marlow Enamel Kettle | 55.00 | A farmhouse kettle with a wooden grip. It looks right on a range and does not mind a camp fire.
          `,
        },
      ],
    },
  ],
}
