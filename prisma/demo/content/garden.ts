import type { TopContent } from './category-content.ts'
import { smallMediumLarge, smallOrLarge } from './options.ts'

export const garden: TopContent = {
  name: 'Garden & Balcony',
  middles: [
    {
      name: 'Plants & Pots',
      leaves: [
        {
          name: 'House Plants',
          code: 'PLT',
          called: 'this plant',
          picture: 'house-plant',
          grams: 1800,
          colours: ['Terracotta', 'Chalk', 'Slate'],
          colourOption: null,
          option: smallMediumLarge,
          notes: [
            'Small arrives in a 12 cm pot, medium 17 cm, large 21 cm.',
            'Grown in the Netherlands in peat-free compost. Shipped on Mondays, never in frost.',
            'Give it a week to settle in, and do not repot before spring.',
          ],
          products: `
            Swiss Cheese Plant | 19.50 | Monstera deliciosa. The leaves tear into their famous windows as it grows. Bright shade, and water when the top of the soil is dry.
            Rubber Plant | 17.50 | Ficus elastica with thick, glossy leaves. It forgives a forgotten week, and cleans up nicely with a damp cloth.
            Snake Plant | 15.95 | Sansevieria, which thrives on neglect. Any light, little water, no fuss: the plant for the back of the office.
            Chinese Money Plant | 12.95 | Pilea peperomioides, round as coins and generous with offspring, which you can give away.
            Boston Fern | 14.95 | A fountain of fresh green for the bathroom. Likes to be misted, and sulks when it dries out.
            Olive Tree | 24.50 | A small standard with silver leaves, for a sunny balcony in summer and a cool room in winter.
          `,
        },
        {
          name: 'Plant Pots',
          code: 'POT',
          called: 'this pot',
          picture: 'plant-pot',
          grams: 1500,
          colours: ['Terracotta', 'Chalk', 'Graphite', 'Sage', 'Cobalt'],
          colourOption: 'Colour',
          option: { name: 'Diameter', values: { '14 cm': 1, '19 cm': 1.5, '25 cm': 2.2 } },
          notes: [
            'The diameter is measured inside, at the upper rim.',
            'With a hole at the bottom and a matching saucer.',
            'Frost-proof down to −15 °C when it stands on feet.',
          ],
          products: `
            Kiln Plant Pot | 12.50 | The classic tapered shape with a strong rim, turned and fired in Tuscany.
            Kiln Cylinder Pot | 14.50 | Straight walls and a fine matt skin that feels like an eggshell.
            Kiln Ribbed Pot | 16.50 | Grooves from top to bottom, pressed into the wet clay with a wooden comb.
            Loam Fibre Pot | 13.50 | Light enough for a roof terrace: clay mixed with stone powder and fibre.
            Loam Hanging Pot | 17.50 | A shallow bowl on three cords of cotton, for trailing plants by the window.
            Loam Footed Pot | 19.50 | On three small legs, so that air reaches the roots and the floor stays dry.
          `,
        },
        {
          name: 'Watering Cans',
          code: 'WTR',
          called: 'this watering can',
          picture: 'watering-can',
          grams: 890,
          colours: ['Forest', 'Copper', 'Saffron', 'Slate'],
          colourOption: 'Colour',
          option: { name: 'Volume', values: { '1.5 l': 1, '5 l': 1.35, '9 l': 1.6 } },
          notes: [
            'The brass rose unscrews for cleaning, and points up or down.',
            'Empty it before the first frost.',
            'Galvanised and powder-coated steel, welded without seams.',
          ],
          products: `
            Brook Watering Can | 29.00 | A long, fine spout that reaches the back row, and a handle to hold it by at any angle.
            Brook Indoor Can | 25.00 | Narrow, elegant and precise: the water goes into the pot and not onto the parquet.
            Loam Garden Can | 32.00 | Wide opening, strong cross-brace, made for the water butt. It stands firm on uneven ground.
            Loam Seedling Can | 27.00 | The finest of roses turns the water into drizzle that does not bend a single stem.
            Brae Long-Reach Can | 35.00 | Made for hanging baskets, with a spout as long as your forearm.
            Tamsin Watering Jug | 19.50 | Half jug, half can. Lives on the window sill without looking like a tool.
          `,
        },
      ],
    },
    {
      name: 'Garden Tools',
      leaves: [
        {
          name: 'Hand Tools',
          code: 'HTL',
          called: 'this tool',
          picture: 'trowel',
          grams: 340,
          colours: ['Ash', 'Forest', 'Tomato'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'The colour is that of the handle, so that you find it again in the grass.',
            'Forged from boron steel and riveted to an ash handle.',
            'Clean it, oil it, hang it up: the loop is of leather.',
          ],
          products: `
            Spade & Sons Trowel | 24.00 | A slender, slightly cupped blade with depth marks for bulbs. It does not bend on the first stone.
            Spade & Sons Hand Fork | 24.00 | Three square tines that loosen the soil and lift weeds with their roots.
            Spade & Sons Dibber | 16.50 | A turned point with a steel tip. Twenty leeks in ten minutes.
            Spade & Sons Weeder | 22.00 | A long, forked blade for dandelions. Push, lever, out.
            Spade & Sons Hand Hoe | 26.00 | A sharp half-moon after a Japanese pattern, pulled towards you just under the surface.
            Spade & Sons Soil Scoop | 27.00 | Deep and broad as a shovel in miniature, for potting without a mess.
          `,
        },
        {
          name: 'Secateurs & Shears',
          code: 'SEC',
          called: 'this pair of shears',
          picture: 'secateurs',
          grams: 290,
          colours: ['Tomato', 'Forest', 'Black'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Blades of hardened carbon steel, ground in Solingen; they can be resharpened.',
            'Wipe off the sap after use and put a drop of oil on the joint.',
            'Every spring, screw and blade is available singly.',
          ],
          products: `
            Thorn Bypass Secateurs | 45.00 | A clean cut through green wood up to 22 mm. The grip turns with your fingers and spares the wrist.
            Thorn Anvil Secateurs | 39.00 | For dry and hard wood. The blade meets a soft brass anvil, and stays sharp.
            Thorn Flower Snips | 22.00 | Short, pointed blades for deadheading and for the vase.
            Thorn Topiary Shears | 35.00 | Made from one strip of spring steel, as for sheep. For box balls and herbs.
            Thorn Loppers | 59.00 | Long handles and a stop that cushions the cut. Branches as thick as a thumb are no trouble.
            Thorn Hedge Shears | 55.00 | Slightly wavy blades hold the twigs while you cut them. Light enough for the whole hedge.
          `,
        },
        {
          name: 'Gardening Gloves',
          code: 'GLV',
          called: 'this pair of gloves',
          picture: 'gloves',
          grams: 130,
          colours: ['Sand', 'Olive', 'Sky', 'Rose'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { S: 1, M: 1, L: 1 } },
          notes: [
            'S fits hand size 7, M 8 to 9, L 10.',
            'Shake off the soil when it is dry; leather ones are not for the machine.',
            'With a hook and eye, so that the pair stays a pair.',
          ],
          products: `
            Meadow Work Gloves | 19.50 | Goatskin palms and a cotton back. Soft enough to tie a knot with them on.
            Meadow Rose Gloves | 29.00 | Gauntlets up to the elbow that thorns do not get through.
            Meadow Planting Gloves | 12.95 | Thin knit with a grippy coating: you feel every seed, and your nails stay clean.
            Meadow Winter Gloves | 24.00 | Lined with fleece, for pruning on a clear day in February.
            Loam Waterproof Gloves | 17.50 | Dipped to above the wrist, for ponds, gutters and wet leaves.
            Loam Children's Gloves | 9.95 | Small hands, real leather. Helping is half the fun.
          `,
        },
      ],
    },
    {
      name: 'Outdoor Living',
      leaves: [
        {
          name: 'Garden Chairs',
          code: 'GCH',
          called: 'this garden chair',
          picture: 'deck-chair',
          grams: 4600,
          colours: ['Saffron', 'Denim', 'Sage', 'Tomato', 'Chalk'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'The frame is of robinia, which is as durable as teak and grows in Europe.',
            'Folds flat; carries 120 kg.',
            'The cover comes off and can be washed at 30 °C. Store it dry in winter.',
          ],
          products: `
            Pier Deck Chair | 89.00 | The folding chair of the promenade, with three positions from upright to gone. The canvas is woven in Lancashire.
            Pier Director's Chair | 99.00 | Arms, a straight back, and room for a table in front. Folds in one movement.
            Pier Lounger | 149.00 | A footrest slides out from under the seat. Bring a book, and a hat.
            Orchard Folding Chair | 69.00 | Slatted seat and back with a cushion tied on. Six of them hang on one hook.
            Orchard Low Chair | 79.00 | Close to the ground, for beach, bonfire and concerts in the park.
            Orchard Rocking Chair | 169.00 | For the porch, or for whatever you have instead of one.
          `,
        },
        {
          name: 'Barbecues',
          code: 'BBQ',
          called: 'this barbecue',
          picture: 'barbecue',
          grams: 9800,
          colours: ['Black', 'Cherry', 'Bottle'],
          colourOption: 'Colour',
          option: { name: 'Diameter', values: { '38 cm': 1, '47 cm': 1.35, '57 cm': 1.7 } },
          notes: [
            'Enamelled at 800 °C, inside and out, so it neither rusts nor peels.',
            'Two sizes of grate and an ash catcher are included.',
            'Only for use outdoors. Keep children and synthetic trousers at a distance.',
          ],
          products: `
            Ember Kettle Barbecue | 129.00 | A deep bowl and a domed lid with two vents: grilling, roasting, smoking, all in one.
            Ember Table Grill | 99.00 | Stands on the table and stays cool underneath. A fan brings the charcoal to heat in four minutes.
            Ember Fire Bowl | 149.00 | First a fire to sit around, then a grill when the grate is swung over it.
            Hearth Ceramic Grill | 449.00 | Thick walls hold 110 °C for a night or 350 °C for a pizza. Heavy, patient, and very good.
            Hearth Pillar Barbecue | 179.00 | Draws like a chimney and is ready in fifteen minutes, without a drop of lighter fluid.
            Tamsin Bucket Grill | 49.00 | A bucket with a handle, for the riverside. Stops smoking before the neighbours notice.
          `,
        },
        {
          name: 'Lanterns',
          code: 'LNT',
          called: 'this lantern',
          picture: 'lantern',
          grams: 1350,
          colours: ['Black', 'Copper', 'Sage', 'White'],
          colourOption: 'Colour',
          option: smallOrLarge,
          notes: [
            'Small is 26 cm high, large 42 cm.',
            'The glass slides out for cleaning.',
            'Weatherproof; the hinges are of stainless steel.',
          ],
          products: `
            Dusk Storm Lantern | 39.00 | Four panes and a vented roof, for a thick candle. Wind force six, and it burns on.
            Dusk Hurricane Lamp | 45.00 | The old paraffin lamp with a wick that can be raised and lowered. It smells of sailing trips and sheds.
            Ray Solar Lantern | 49.00 | Charges by day and comes on by itself at dusk for eight hours of warm light.
            Ray Camping Lantern | 55.00 | Dimmable and rechargeable, with a hook in the base. Also runs your phone in an emergency.
            Lumi Paper Lantern | 29.00 | Waterproof paper on a folding frame, with a light inside that flickers like a flame.
            Wick Glass Lantern | 35.00 | A bell of glass over a wooden plate, carried by a rope. For tables rather than for trees.
          `,
        },
      ],
    },
    {
      name: 'Seeds & Wildlife',
      leaves: [
        {
          name: 'Seeds',
          code: 'SED',
          called: 'this packet of seeds',
          picture: 'seeds',
          grams: 25,
          colours: ['Tomato', 'Saffron', 'Forest', 'Lavender', 'Cobalt'],
          colourOption: null,
          option: { name: 'Packet', values: { 'For pots': 1, 'For a bed': 1.8 } },
          notes: [
            'Open-pollinated and organic: you can save seed from your own plants.',
            'Keeps its vigour for at least three years, cool and dry.',
            'Sowing and harvest times are printed on the back, in four languages.',
          ],
          products: `
            Bee Meadow Seed Mix | 4.95 | Twenty-eight wild flowers that bloom one after the other from April to October. Sow it thinly and leave it alone.
            Heirloom Tomato Seeds | 3.95 | Six old kinds, from yellow cherries to a striped beefsteak that never reaches a shop since it is too good to travel.
            Salad Leaf Seed Mix | 3.50 | Rocket, oak leaf, mizuna and sorrel for cutting again and again. First leaves after four weeks.
            Kitchen Herb Seeds | 5.50 | Basil, chives, dill, thyme and flat parsley: five small bags for one sunny sill.
            Sunflower Seed Mix | 3.95 | Tall, short, yellow, rust and nearly black. The finches like them as much as you do.
            Sweet Pea Seeds | 4.50 | Old Spencer kinds with the scent that modern ones have lost. Pick them, and more will come.
          `,
        },
        {
          name: 'Bird Feeders & Houses',
          code: 'BRF',
          called: 'this piece of garden kit',
          picture: 'bird-feeder',
          grams: 1400,
          colours: ['Forest', 'Sky', 'Chestnut', 'Chalk'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Designed with ornithologists; paint that is free of solvents, and only on the outside.',
            'Opens at the side for cleaning, which it should be once every autumn.',
            'Hang it at two to three metres, facing east, and out of the reach of cats.',
          ],
          products: `
            Hedge Nesting Box | 32.00 | An entrance of 28 mm for blue tits and coal tits. Solid larch keeps it cool in June and dry in May.
            Hedge Robin Box | 29.00 | Half open at the front, as robins and wagtails like it. For walls that are overgrown with ivy.
            Hedge Feeding House | 45.00 | A deep roof and a tray with drainage: the food stays dry and the floor clean.
            Hedge Window Feeder | 25.00 | Two strong suckers hold it on the pane. Better than television.
            Hedge Suet Holder | 19.50 | For two fat balls at a time, without nets in which a claw could be caught.
            Hedge Insect Hotel | 35.00 | Reeds, drilled ash and clay for wild bees. They do not sting, and they pollinate your apples.
          `,
        },
      ],
    },
  ],
}
