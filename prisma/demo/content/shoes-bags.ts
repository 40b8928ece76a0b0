import type { TopContent } from './category-content.ts'
import { shoeSizes } from './options.ts'

export const shoesBags: TopContent = {
  name: 'Shoes & Bags',
  middles: [
    {
      name: 'Shoes',
      leaves: [
        {
          name: 'Trainers',
          code: 'TRN',
          called: 'this pair of trainers',
          picture: 'trainer',
          grams: 780,
          colours: ['White', 'Navy', 'Sage', 'Black', 'Honey'],
          colourOption: 'Colour',
          option: shoeSizes,
          notes: [
            'The footbed of cork and latex can be taken out for your own.',
            'True to size. Between two sizes, take the larger one.',
            'Resoling costs 35 euros and takes a week.',
          ],
          products: `
            Plimsoll Court Trainer | 89.00 | A clean tennis shoe with a stitched cup sole. It goes with everything that is not black tie.
            Plimsoll Canvas Trainer | 59.00 | Organic canvas on natural rubber, vulcanised as in 1916. Throw it into the machine when it has seen too much.
            Stride Road Trainer | 129.00 | A light running shoe with a springy foam and a wide toe box. Good for five kilometres or for a half marathon.
            Stride Trail Trainer | 139.00 | Deep lugs, a stone guard and laces that you pull once. Drains after a stream.
            Harbour Slip-On | 65.00 | Elastic at the sides, nothing to tie. For everyone who has one hand on the pram.
            Foundry Gum-Sole Trainer | 95.00 | An indoor football boot of the seventies, grown up and out for a walk.
          `,
        },
        {
          name: 'Boots',
          code: 'BOT',
          called: 'this pair of boots',
          picture: 'boot',
          grams: 1450,
          colours: ['Chestnut', 'Black', 'Cognac', 'Forest'],
          colourOption: 'Colour',
          option: shoeSizes,
          notes: [
            'Goodyear-welted: the sole can be replaced more than once.',
            'Comes with a tin of dubbin and a spare pair of laces.',
            'Take half a size down if you wear thin socks.',
          ],
          products: `
            Saddler Chelsea Boot | 179.00 | Whole-cut leather with hard-wearing elastic and two loops. On in three seconds, right in the office and on the farm track.
            Saddler Lace-Up Boot | 199.00 | Six pairs of eyelets, a stitched toe cap and a rubber sole with a fine profile.
            Bothy Walking Boot | 189.00 | A padded collar and a membrane that keeps out wet grass for a day. Made for footpaths, not for glaciers.
            Bothy Winter Boot | 169.00 | Lined with lambswool down to the toes; the sole grips on packed snow.
            Foundry Work Boot | 159.00 | Oiled leather and a wedge sole that is kind to the knees on a long day of standing.
            Squall Rubber Boot | 79.00 | Natural rubber with a cotton lining. The shaft is wide enough for trousers, the sole clean with one splash.
          `,
        },
        {
          name: 'Sandals',
          code: 'SND',
          called: 'this pair of sandals',
          picture: 'sandal',
          grams: 520,
          colours: ['Tan', 'Black', 'Olive', 'Rose'],
          colourOption: 'Colour',
          option: shoeSizes,
          notes: [
            'The footbed takes on the shape of your foot within two weeks.',
            'Vegetable-tanned lining, free of chrome.',
            'Keep them away from heaters: cork dislikes being dried.',
          ],
          products: `
            Dune Two-Strap Sandal | 75.00 | Two buckles, a cork footbed and a deep heel cup. The sandal that doctors wear.
            Dune Cross-Strap Sandal | 69.00 | Two broad straps that cross over the instep, and nothing at the heel.
            Dune Toe-Loop Sandal | 72.00 | A slim leather sandal after an Indian pattern, cut from a single hide.
            Stride Trek Sandal | 85.00 | Webbing that adjusts at three points and a sole for wet rocks. Good for rivers and for city breaks.
            Quay Fisherman Sandal | 95.00 | Woven leather that covers the toes. It was worn in every Mediterranean harbour, and now it is back.
            Quay Espadrille Sandal | 55.00 | A plaited jute sole with a rubber tread and a strap around the ankle.
          `,
        },
        {
          name: 'Slippers',
          code: 'SLP',
          called: 'this pair of slippers',
          picture: 'slipper',
          grams: 380,
          colours: ['Slate', 'Rust', 'Oatmeal', 'Petrol'],
          colourOption: 'Colour',
          option: shoeSizes,
          notes: [
            'Felted from pure wool, which warms without making you sweat.',
            'Comes up generous; take your usual size or one below.',
            'Brush it off, air it, and wash by hand if you must.',
          ],
          products: `
            Felt Slipper | 49.00 | Formed in one piece on a wooden last, with a leather sole that is kind to parquet.
            Felt Clog | 55.00 | With a rubber sole, for the way to the letter box and the compost.
            Hush Sheepskin Slipper | 79.00 | Real lambskin inside and out. Once in, you will not answer the door.
            Hush Quilted Slipper | 39.00 | Padded cotton that folds into a pouch: for trains, hospitals and cold guest rooms.
            Nord Slipper Boot | 59.00 | Reaches over the ankle and turns down. For stone floors.
            Nord Mule | 42.00 | Open at the heel and quick to step into, with a footbed of cork.
          `,
        },
      ],
    },
    {
      name: 'Bags & Luggage',
      leaves: [
        {
          name: 'Backpacks',
          code: 'BPK',
          called: 'this backpack',
          picture: 'backpack',
          grams: 950,
          colours: ['Navy', 'Moss', 'Rust', 'Graphite', 'Honey'],
          colourOption: 'Colour',
          option: { name: 'Volume', values: { '16 l': 1, '22 l': 1.2 } },
          notes: [
            'Made of recycled canvas with a water-repellent finish.',
            'Padded compartment for a laptop of up to 15 inches.',
            'All buckles can be replaced without sewing.',
          ],
          products: `
            Rambler Daypack | 89.00 | A clean shape with one large and one flat pocket. Stands upright on its own beside the desk.
            Rambler Roll-Top | 109.00 | Roll it down for a laptop, unroll it for the market. The closure keeps out a proper downpour.
            Rambler Satchel Pack | 119.00 | A flap with two leather straps that hide magnets. School bag and briefcase in one.
            Stride Trail Pack | 95.00 | A mesh back, a chest strap and loops for walking poles. Disappears on your shoulders.
            Stride Cycling Pack | 99.00 | Sits high and narrow, carries a light loop and lets the air pass beneath.
            Foundry Tool Pack | 129.00 | Opens like a doctor's bag, so that everything can be seen at once.
          `,
        },
        {
          name: 'Tote Bags',
          code: 'TOT',
          called: 'this tote',
          picture: 'tote',
          grams: 420,
          colours: ['Sand', 'Black', 'Terracotta', 'Denim', 'Sage'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Carries 15 kg; the handles are sewn right down to the base.',
            'Wipe with a damp cloth, or wash cold and dry in shape.',
            'Measures 40 × 38 × 14 cm, with an inside pocket for keys.',
          ],
          products: `
            Market Tote | 29.00 | Heavy canvas and long handles that go over a winter coat. Milk, leeks, newspaper, done.
            Market Folding Tote | 19.00 | Packs into a pouch the size of a lemon and hangs from the key ring.
            Saddler Leather Tote | 149.00 | Unlined, raw-edged leather that darkens with your life. Holds A4 files upright.
            Quay Boat Tote | 45.00 | Double-bottomed like the ones that used to carry ice, with a contrasting base.
            Rambler Zip Tote | 59.00 | Closes with a long zip and has a sleeve that slides over the handle of a suitcase.
            Reed Market Basket | 39.00 | Plaited palm with leather grips. Good for picnics, beaches and photographs.
          `,
        },
        {
          name: 'Suitcases',
          code: 'SUI',
          called: 'this suitcase',
          picture: 'suitcase',
          grams: 2900,
          colours: ['Petrol', 'Graphite', 'Cream', 'Cherry'],
          colourOption: 'Colour',
          option: { name: 'Size', values: { 'Cabin 38 l': 1, 'Medium 68 l': 1.3, 'Large 96 l': 1.5 } },
          notes: [
            'Four double wheels that run quietly and can be changed with a screwdriver.',
            'TSA combination lock; lined with recycled polyester.',
            'Guarantee of ten years, airlines included.',
          ],
          products: `
            Voyager Suitcase | 159.00 | A ribbed polycarbonate shell that dents and springs back. Two packing compartments with straps.
            Voyager Front-Pocket Suitcase | 189.00 | Laptop and papers in front, shirts behind. The security check takes ten seconds.
            Voyager Aluminium Suitcase | 349.00 | Two shells, two clasps, no zip. Each dent is a story.
            Rambler Soft Suitcase | 139.00 | Light canvas with two outer pockets, and it can be expanded by 5 cm for the way back.
            Rambler Wheeled Duffel | 149.00 | Half bag, half suitcase. It eats boots, tents and wet towels.
            Mercer Weekend Trolley | 199.00 | A garment compartment keeps one jacket and two shirts free of creases.
          `,
        },
      ],
    },
    {
      name: 'Small Accessories',
      leaves: [
        {
          name: 'Wallets',
          code: 'WAL',
          called: 'this piece of leather',
          picture: 'wallet',
          grams: 110,
          colours: ['Cognac', 'Black', 'Bottle', 'Bordeaux'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Vegetable-tanned cowhide that takes on a shine with use.',
            'With a lining that shields cards against being read through a pocket.',
            'Sewn with waxed linen thread; we restitch it free of charge for life.',
          ],
          products: `
            Saddler Bifold Wallet | 55.00 | Six cards, notes and a coin pocket with a button. As thin as that allows.
            Saddler Card Holder | 32.00 | Four cards and one folded note. For front pockets and short evenings.
            Saddler Long Wallet | 85.00 | Twelve cards, two bill compartments and a zip all around. A phone fits in as well.
            Saddler Coin Purse | 29.00 | A horseshoe that opens into a tray, so that you see what you have.
            Mercer Passport Wallet | 69.00 | Passport, boarding pass, pen and two currencies, neatly apart.
            Foundry Key Case | 25.00 | Six keys on swivel hooks behind a popper. Your pockets will thank you.
          `,
        },
        {
          name: 'Watches',
          code: 'WCH',
          called: 'this watch',
          picture: 'watch',
          grams: 140,
          colours: ['Black', 'Cognac', 'Navy', 'Forest'],
          colourOption: 'Colour',
          option: { name: 'Case', values: { '36 mm': 1, '40 mm': 1.05 } },
          notes: [
            'Sapphire crystal and stainless steel; water-resistant to 5 bar.',
            'The strap changes without tools and is 18 or 20 mm wide.',
            'Two years of guarantee; servicing in our own workshop.',
          ],
          products: `
            Meridian Field Watch | 149.00 | Large numerals, luminous hands, no nonsense. Swiss quartz with a battery for seven years.
            Meridian Dress Watch | 179.00 | Fine markers on a domed dial, 6 mm thin. Slips under any cuff.
            Meridian Automatic | 349.00 | A Japanese movement that lives on the motion of your arm. Watch it work through the back.
            Meridian Diver | 289.00 | A ratcheting bezel and a screwed crown, good for 200 metres or for the washing-up.
            Tempo Minimal Watch | 119.00 | Two hands and a dot. You will be about on time.
            Tempo Solar Watch | 159.00 | Any light will do, and a full charge lasts eight months in a drawer.
          `,
        },
        {
          name: 'Umbrellas',
          code: 'UMB',
          called: 'this umbrella',
          picture: 'umbrella',
          grams: 480,
          colours: ['Black', 'Navy', 'Saffron', 'Cherry', 'Teal'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Ribs of fibreglass, which turn inside out and back without breaking.',
            'Dry it open, roll it loosely, and it will not smell.',
            'Every part can be repaired; ribs and handles are in stock.',
          ],
          products: `
            Squall Stick Umbrella | 59.00 | A single ash stick from handle to tip. Opens by hand with a satisfying click.
            Squall Folding Umbrella | 39.00 | 28 cm short, and strong up to a wind of force nine. Opens and closes at the touch of a button.
            Squall Pocket Umbrella | 29.00 | Lighter than a phone. For the bag, for the case that the forecast is wrong.
            Squall Golf Umbrella | 69.00 | Covers two people and a bag. A vented double canopy lets the gusts through.
            Drizzle Dome Umbrella | 35.00 | Deep enough to keep your shoulders dry in slanting rain.
            Drizzle Children's Umbrella | 19.50 | Small, sturdy, with rounded tips and reflecting piping.
          `,
        },
      ],
    },
  ],
}
