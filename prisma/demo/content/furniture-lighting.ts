import type { TopContent } from './category-content.ts'
import { smallOrLarge, smallMediumLarge } from './options.ts'

export const furnitureLighting: TopContent = {
  name: 'Furniture & Lighting',
  middles: [
    {
      name: 'Seating',
      leaves: [
        {
          name: 'Dining Chairs',
          code: 'CHR',
          called: 'this chair',
          picture: 'chair',
          grams: 5400,
          colours: ['Natural oak', 'Smoked oak', 'Black', 'Sage', 'Cream'],
          colourOption: 'Finish',
          option: { name: 'Set', values: { Single: 1, Pair: 1.9 } },
          notes: [
            'Seat height 45 cm; carries 130 kg.',
            'Delivered assembled, with felt pads for wooden floors.',
            'Wipe with a damp cloth; the oil can be renewed at home.',
          ],
          products: `
            Arne Spindle Chair | 149.00 | Nine slender spindles fan out behind your back and give a little when you lean. Solid wood, without a single visible screw.
            Arne Wishbone Chair | 229.00 | A steam-bent top rail and a seat woven from 120 metres of paper cord, which takes a craftsman an hour.
            Holm Dining Chair | 119.00 | A plain, straight chair with a gently hollowed seat. Six of them disappear politely under a table.
            Holm Stacking Chair | 99.00 | Plywood bent in two directions on a slim frame. Stacks eight high and weighs so little that a child can carry it.
            Rowan Ladderback Chair | 135.00 | Three curved slats and a rush seat, after a farmhouse pattern of the 1820s. It creaks only when it is very dry.
            Viggo Upholstered Chair | 189.00 | A padded seat and back in hard-wearing wool felt. The cover comes off with a zip for cleaning.
          `,
        },
        {
          name: 'Stools',
          code: 'STL',
          called: 'this stool',
          picture: 'stool',
          grams: 3300,
          colours: ['Ash', 'Walnut', 'Matt black', 'Tomato'],
          colourOption: 'Finish',
          option: { name: 'Height', values: { '45 cm': 1, '65 cm': 1.25, '75 cm': 1.35 } },
          notes: [
            'Carries 120 kg. The legs are wedged through the seat and cannot work loose.',
            'Choose 65 cm for a kitchen worktop and 75 cm for a bar.',
            'Water-based lacquer that resists wine rings.',
          ],
          products: `
            Arne Three-Legged Stool | 79.00 | Three legs stand firm on any floor, however old. The round seat is turned from one plank and slightly dished.
            Holm Counter Stool | 119.00 | A footrest at the right height and a low back that just touches your spine. Tucks under the worktop.
            Rowan Milking Stool | 59.00 | Small and stout, with a hand slot in the middle. A bedside table, a step, a seat by the fire.
            Viggo Saddle Stool | 99.00 | The seat is shaped like a saddle, which is the secret of sitting for two hours without noticing.
            Tiller Workshop Stool | 129.00 | The seat turns on a steel thread and sets itself anywhere in a span of 10 cm. Made to be knocked about.
            Holm Stacking Stool | 65.00 | Bent plywood legs that nest into each other. Four take up no more room than one.
          `,
        },
        {
          name: 'Armchairs',
          code: 'ARM',
          called: 'this armchair',
          picture: 'armchair',
          grams: 21000,
          colours: ['Moss', 'Rust', 'Oatmeal', 'Slate', 'Petrol', 'Mustard'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Covers are removable and can be dry-cleaned; fabric samples are free.',
            'Frame of solid beech with a guarantee of ten years.',
            'Delivered to the room of your choice by two people.',
          ],
          products: `
            Viggo Armchair | 549.00 | Deep enough to draw up your feet, with arms that are wide enough for a cup. Feather-topped foam that springs back.
            Viggo High-Back Armchair | 649.00 | A headrest with small wings keeps out the draught and makes a fine place for a nap.
            Rowan Reading Chair | 479.00 | Upright enough for a book and soft enough for a chapter more. The arms are bare wood, rounded by hand.
            Arne Lounge Chair | 699.00 | A low, slung seat on an open frame that you see from every side. It looks light and sits like a hammock.
            Holm Tub Chair | 429.00 | Back and arms in one curve. Small feet, small footprint: two fit into the bay of an ordinary window.
            Tiller Rocking Chair | 519.00 | Long runners for a slow swing and a stop at the back, so that it never tips. Good for feeding babies, too.
          `,
        },
      ],
    },
    {
      name: 'Tables',
      leaves: [
        {
          name: 'Side Tables',
          code: 'SDT',
          called: 'this side table',
          picture: 'side-table',
          grams: 4800,
          colours: ['Natural oak', 'Walnut', 'White', 'Matt black'],
          colourOption: 'Finish',
          option: smallOrLarge,
          notes: [
            'Small is 40 cm across, large 50 cm; both are 48 cm high.',
            'The legs screw in by hand. No tools needed.',
            'Treated with hard wax: put a saucer under hot cups all the same.',
          ],
          products: `
            Holm Side Table | 89.00 | A round top with a raised lip, so that nothing rolls off in the dark. Three splayed legs.
            Holm Tray Table | 109.00 | The top lifts off and is a tray: breakfast in bed, and the table stays where it is.
            Arne Bedside Table | 139.00 | One drawer on wooden runners and an open shelf for the book after this one.
            Viggo Drum Table | 159.00 | A hollow drum with a lid. It swallows two blankets and the toys, five minutes before guests arrive.
            Rowan Nest of Tables | 199.00 | Three tables, one inside the other. Pull out as many as there are visitors.
            Tiller Sofa Table | 119.00 | The foot slides under the sofa and the top hangs over your lap: for a laptop, a supper, a jigsaw.
          `,
        },
        {
          name: 'Desks',
          code: 'DSK',
          called: 'this desk',
          picture: 'desk',
          grams: 24000,
          colours: ['Natural oak', 'Walnut', 'White'],
          colourOption: 'Finish',
          option: { name: 'Width', values: { '100 cm': 1, '120 cm': 1.12, '140 cm': 1.25 } },
          notes: [
            'All desks are 74 cm high and 60 cm deep unless we say otherwise.',
            'A slot at the back takes the cables; the tray below holds the power strip.',
            'Assembly takes two people half an hour.',
          ],
          products: `
            Holm Desk | 249.00 | Two flat drawers, four straight legs and nothing else. The back is finished too, so it can stand in the room.
            Arne Writing Desk | 389.00 | A row of small compartments along the back for letters, chargers and the good scissors.
            Tiller Trestle Desk | 199.00 | A solid top on two folding trestles. It moves house flat, and can be set to three heights.
            Tiller Sit-Stand Desk | 549.00 | A quiet motor lifts 80 kg from 65 to 130 cm and remembers four positions.
            Viggo Secretaire | 459.00 | The flap closes over whatever you were doing, and the room is a sitting room again. 42 cm deep.
            Rowan School Desk | 179.00 | For homework between six and twelve. The top tilts, and the height grows with the child.
          `,
        },
        {
          name: 'Dining Tables',
          code: 'TBL',
          called: 'this table',
          picture: 'dining-table',
          grams: 38000,
          colours: ['Natural oak', 'Smoked oak', 'Walnut'],
          colourOption: 'Finish',
          option: { name: 'Length', values: { '140 cm': 1, '180 cm': 1.25, '220 cm': 1.5 } },
          notes: [
            '140 cm seats four to six, 180 cm six to eight, 220 cm ten.',
            'Solid wood moves with the seasons; keep it half a metre from the radiator.',
            'Oiled, so that scratches can be sanded and oiled away.',
          ],
          products: `
            Holm Dining Table | 599.00 | Planks of uneven width, as they came from the trunk, on four square legs at the outermost corners. Nobody sits at a leg.
            Arne Extending Table | 849.00 | Two leaves are stored under the top and unfold in one movement, for six more guests.
            Rowan Farmhouse Table | 699.00 | A thick top, turned legs and a cutlery drawer at each end. It is better-looking with every scar.
            Viggo Oval Table | 799.00 | No corners, so there is always room for one more chair. The central foot leaves space for knees.
            Tiller Trestle Table | 549.00 | Held by two oak wedges. Knock them out, and the whole table goes through any door.
            Arne Round Table | 649.00 | Everyone hears everyone. The edge is bevelled below, so the top seems thinner than it is.
          `,
        },
      ],
    },
    {
      name: 'Storage',
      leaves: [
        {
          name: 'Shelves',
          code: 'SHF',
          called: 'this shelf',
          picture: 'shelf',
          grams: 12500,
          colours: ['Ash', 'Walnut', 'White', 'Matt black'],
          colourOption: 'Finish',
          option: { name: 'Width', values: { '60 cm': 1, '90 cm': 1.3, '120 cm': 1.6 } },
          notes: [
            'Each board carries 25 kg, evenly loaded.',
            'Fixings for brick and plasterboard are included. Please do use them.',
            'Extra boards and side panels can be ordered at any time.',
          ],
          products: `
            Holm Bookcase | 229.00 | Five shelves, three of them adjustable, and a back panel that keeps it square. 190 cm high.
            Holm Wall Shelf | 49.00 | A thick board that seems to hang by itself: the bracket is hidden in a groove along the back.
            Arne Ladder Shelf | 169.00 | Leans against the wall and grows deeper towards the floor. Plants above, records below.
            Tiller Workshop Rack | 139.00 | Steel uprights and wooden boards that hook in without screws. Built for paint tins and preserving jars.
            Rowan Plate Rack | 119.00 | A rail keeps the plates from sliding, and six pegs below take the cups.
            Viggo Room Divider | 349.00 | Open on both sides, so that the light comes through. Stands safely in the middle of the room.
          `,
        },
        {
          name: 'Baskets & Boxes',
          code: 'BSK',
          called: 'this basket',
          picture: 'basket',
          grams: 900,
          colours: ['Sand', 'Graphite', 'Sage', 'Blush'],
          colourOption: 'Colour',
          option: smallMediumLarge,
          notes: [
            'Small is 25 cm across, medium 32 cm, large 40 cm.',
            'Woven by hand, so measurements may differ by a centimetre.',
            'Brush out dry; keep out of standing water.',
          ],
          products: `
            Reed Storage Basket | 29.00 | Seagrass plaited around a wire frame, with two handles that are big enough for gloves.
            Reed Laundry Basket | 59.00 | Tall and narrow, with a cotton lining that comes out and goes into the machine together with the washing.
            Felt Basket | 35.00 | Folded from one piece of thick wool felt and riveted at the corners. Soft on the floor, quiet on the stairs.
            Larder Crate | 24.00 | Slatted like an apple box, but planed smooth. Stacks crosswise, and is good for wine as well.
            Reed Lidded Box | 39.00 | A fitted lid turns the basket into a tidy box for the hall. Scarves in winter, sun cream in summer.
            Rope Basket | 27.00 | Cotton rope coiled and sewn in a spiral. It stands up by itself and collapses flat when it is empty.
          `,
        },
        {
          name: 'Coat Racks',
          code: 'CTR',
          called: 'this coat rack',
          picture: 'coat-rack',
          grams: 3600,
          colours: ['Natural oak', 'Matt black', 'White', 'Brass'],
          colourOption: 'Finish',
          option: null,
          notes: [
            'Every hook carries 8 kg, which is a wet winter coat and a bag.',
            'Rounded pegs leave no marks in collars.',
            'Fixings and a drilling template are included where the rack goes on the wall.',
          ],
          products: `
            Holm Coat Stand | 139.00 | Eight pegs on two heights, so that children hang up their own jackets. A weighted foot keeps it upright.
            Holm Peg Rail | 49.00 | Seven turned pegs on a rail of 90 cm. Rails can be put end to end for the length of a hall.
            Arne Hall Rack | 189.00 | Pegs, a shelf for hats and a rod for hangers in one piece, 80 cm wide.
            Tiller Scissor Rack | 79.00 | Ten pegs on a wooden lattice that pulls out as far as there is room.
            Rowan Umbrella and Coat Stand | 159.00 | Room for six umbrellas below, with a steel tray that lifts out for emptying.
            Viggo Dot Hooks | 39.00 | Three round hooks in three sizes. They look like buttons when nothing hangs on them.
          `,
        },
      ],
    },
    {
      name: 'Lighting',
      leaves: [
        {
          name: 'Table Lamps',
          code: 'TLP',
          called: 'this lamp',
          picture: 'table-lamp',
          grams: 1700,
          colours: ['Cream', 'Terracotta', 'Forest', 'Brass', 'Sky'],
          colourOption: 'Colour',
          option: smallOrLarge,
          notes: [
            'Takes an ordinary E27 LED bulb; a warm one of 2,700 K is included.',
            'The textile cable is two metres long and has a dimmer.',
            'Small stands 32 cm high, large 46 cm.',
          ],
          products: `
            Lumi Table Lamp | 69.00 | A turned foot and a pleated paper shade: a soft, even light that flatters everybody.
            Lumi Desk Lamp | 89.00 | Two joints and a counterweight. It stays wherever you let go of it, and throws no shadow on the paper.
            Dusk Mushroom Lamp | 79.00 | Foot and shade are spun from one sheet of steel. The light falls downwards and glows along the rim.
            Dusk Bedside Lamp | 55.00 | Touch the foot once to read, twice to find the way, three times for off.
            Fathom Ceramic Lamp | 99.00 | A glazed stoneware body, thrown on the wheel, under a shade of raw linen.
            Ray Rechargeable Lamp | 75.00 | Nine hours on the balcony without a cable, and splash-proof. Charges over USB-C.
          `,
        },
        {
          name: 'Pendant Lights',
          code: 'PND',
          called: 'this pendant',
          picture: 'pendant-light',
          grams: 1900,
          colours: ['Chalk', 'Matt black', 'Mustard', 'Petrol', 'Copper'],
          colourOption: 'Colour',
          option: { name: 'Diameter', values: { '30 cm': 1, '45 cm': 1.4 } },
          notes: [
            'The cable is three metres long and can be shortened without tools.',
            'Hang it 60 to 70 cm above the table for light without glare.',
            'E27 fitting, up to 15 W LED. To be connected by an electrician.',
          ],
          products: `
            Lumi Dome Pendant | 119.00 | A wide steel dome, white inside, which spreads the light over the whole table and none into your eyes.
            Lumi Paper Pendant | 59.00 | Rice paper on a bamboo spiral. It folds flat for the post and opens like a lantern.
            Dusk Bell Pendant | 99.00 | A narrow bell for a row of three above the kitchen counter.
            Fathom Glass Pendant | 149.00 | Mouth-blown glass, coloured outside and opal inside, with the small bubbles that prove it.
            Ray Factory Pendant | 89.00 | Enamelled like the lamps of the old workshops, with a cast cap and a real switch on the cord.
            Fathom Woven Pendant | 109.00 | Strips of ash veneer, woven by hand. In the evening it draws a pattern on the ceiling.
          `,
        },
        {
          name: 'Floor Lamps',
          code: 'FLP',
          called: 'this floor lamp',
          picture: 'floor-lamp',
          grams: 6200,
          colours: ['Matt black', 'Brass', 'Chalk', 'Olive'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Foot switch on the cable, which is 2.5 metres long.',
            'An LED bulb is included and can be replaced by any other with E27.',
            'The foot is weighted with cast iron and passes the tilt test at 15 degrees.',
          ],
          products: `
            Lumi Floor Lamp | 159.00 | A linen shade on a slender stem, 150 cm high. The quiet companion of every sofa.
            Lumi Reading Lamp | 189.00 | The head turns, tips and slides along the stem. Light on the page, dusk in the rest of the room.
            Dusk Arc Lamp | 249.00 | Reaches over the arm of the sofa from behind and stands where nobody trips over it.
            Ray Tripod Lamp | 179.00 | Three wooden legs with brass joints, borrowed from a surveyor. Folds up for the move.
            Ray Uplighter | 149.00 | Sends its light to the ceiling and fills the whole room. Dims down to a candle.
            Fathom Paper Column | 129.00 | A column of washi paper, 120 cm high, that glows from top to bottom. Weighs less than two kilograms.
          `,
        },
      ],
    },
  ],
}
