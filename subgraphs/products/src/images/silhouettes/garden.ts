import { circle, ellipse, flat, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const garden: Record<string, Silhouette> = {
  'house-plant': standing(140, (c) =>
    [
      line(
        c.leafDark,
        10,
        'M400 470 Q396 330 330 240 M400 470 Q410 300 480 190 M400 470 Q420 380 540 320 M400 470 Q380 400 260 360',
      ),
      path(c.leaf, 'M330 260 Q220 230 230 120 Q350 130 340 258 Z M480 210 Q450 100 550 60 Q600 170 488 214 Z'),
      path(c.leafDark, 'M530 330 Q560 230 670 250 Q660 360 536 338 Z M270 368 Q170 400 130 310 Q220 250 276 358 Z'),
      path(c.leaf, 'M400 400 Q330 320 390 220 Q470 300 404 400 Z'),
      line(c.leafDark, 5, 'M402 390 Q392 300 392 250 M332 250 Q290 190 250 140 M484 206 Q520 140 546 84'),
      path(c.base, 'M280 450 H520 L496 630 Q492 650 472 650 H328 Q308 650 304 630 Z'),
      path(c.dark, 'M450 450 H520 L496 630 Q492 650 472 650 H420 Q446 560 450 450 Z'),
      rect(c.dark, 266, 436, 268, 40, 12),
    ].join(''),
  ),
  'plant-pot': standing(190, (c) =>
    [
      ellipse('#5a4636', 400, 320, 180, 34),
      path(c.base, 'M220 350 H580 L540 600 Q536 626 510 626 H290 Q264 626 260 600 Z'),
      path(c.dark, 'M490 350 H580 L540 600 Q536 626 510 626 H450 Q486 500 490 350 Z'),
      path(c.light, 'M200 310 Q400 360 600 310 V350 Q600 376 574 376 H226 Q200 376 200 350 Z'),
      line(c.pale, 14, 'M262 410 L280 540'),
      path(c.dark, 'M236 618 H564 Q560 650 530 650 H270 Q240 650 236 618 Z'),
      line(c.leafDark, 9, 'M400 320 V230'),
      path(c.leaf, 'M400 250 Q330 240 320 170 Q396 170 400 250 Z M400 230 Q470 220 484 150 Q404 150 400 230 Z'),
    ].join(''),
  ),
  'watering-can': standing(180, (c) =>
    [
      line(c.dark, 26, 'M520 440 Q680 400 650 540 Q630 620 530 610'),
      line(c.dark, 22, 'M300 390 Q310 270 420 270 Q520 270 520 390'),
      path(c.dark, 'M300 600 L120 350 L160 326 L310 500 Z'),
      path(c.base, 'M70 352 L176 276 L190 300 L96 384 Z'),
      path(c.base, 'M280 390 H540 L560 620 Q562 650 532 650 H288 Q258 650 260 620 Z'),
      path(c.dark, 'M470 390 H540 L560 620 Q562 650 532 650 H460 Q484 520 470 390 Z'),
      rect(c.light, 270, 376, 280, 30, 14),
      rect(c.pale, 292, 440, 14, 140, 7),
    ].join(''),
  ),
  trowel: flat((c) =>
    turned(
      -40,
      400,
      400,
      [
        path(c.steel, 'M400 740 Q290 620 310 470 Q320 440 400 440 Q480 440 490 470 Q510 620 400 740 Z'),
        path(c.steelLight, 'M400 740 Q340 620 360 450 Q370 440 400 440 Z'),
        line(c.steelDark, 22, 'M400 450 V360'),
        path(c.base, 'M370 130 Q370 80 400 80 Q430 80 430 130 L442 320 Q442 350 400 350 Q358 350 358 320 Z'),
        path(c.dark, 'M412 82 Q430 92 430 130 L442 320 Q442 350 400 350 Q424 240 412 82 Z'),
        rect(c.brass, 372, 340, 56, 26, 8),
        line(c.woodDark, 8, 'M400 96 Q370 40 400 30 Q430 40 400 96'),
      ].join(''),
    ),
  ),
  secateurs: flat((c) => {
    const half = (blade: string, grip: string): string =>
      path(blade, 'M376 420 Q330 270 404 96 Q424 84 426 110 Q430 260 428 410 Z') +
      path(
        grip,
        'M376 400 Q412 396 424 420 Q396 470 396 560 Q396 680 440 726 Q452 752 420 756 Q350 740 346 560 Q346 460 376 400 Z',
      )
    return turned(
      24,
      400,
      400,
      [
        `<g transform="translate(800 0) scale(-1 1) rotate(15 400 410)">${half(c.steelDark, c.dark)}</g>`,
        turned(15, 400, 410, half(c.steelLight, c.base)),
        circle(c.steelDark, 400, 410, 34) + circle(c.brass, 400, 410, 16),
        line(c.steel, 10, 'M386 500 Q400 516 414 500 M386 526 Q400 542 414 526'),
      ].join(''),
    )
  }),
  gloves: flat((c) => {
    const glove = [
      path(
        c.base,
        'M300 660 V440 L240 360 Q220 320 252 310 Q276 306 300 340 L330 380 V210 Q330 180 352 180 Q374 180 374 210 V350 V180 Q374 150 398 150 Q422 150 422 180 V350 V200 Q422 170 446 170 Q470 170 470 200 V360 V250 Q470 224 492 224 Q514 224 514 250 V470 Q514 540 490 580 V660 Z',
      ),
      path(
        c.dark,
        'M470 360 V250 Q470 224 492 224 Q514 224 514 250 V470 Q514 540 490 580 V660 H440 Q480 540 470 360 Z',
      ),
      rect(c.light, 288, 600, 214, 76, 16),
      repeat(6, (step) => rect(c.dark, 306 + step * 32, 608, 8, 60, 4)),
      circle(c.pale, 350, 450, 12) +
        circle(c.pale, 400, 450, 12) +
        circle(c.pale, 450, 450, 12) +
        circle(c.pale, 374, 490, 12) +
        circle(c.pale, 426, 490, 12),
    ].join('')
    return `<g transform="translate(150 -20) rotate(14 400 400)">${glove}</g><g transform="translate(640 10) rotate(-12 0 400) scale(-1 1)">${glove}</g>`
  }),
  'deck-chair': standing(240, (c) =>
    [
      line(c.woodDark, 24, 'M560 640 L300 300'),
      line(c.dark, 52, 'M204 220 Q284 440 424 524 Q540 574 620 496'),
      line(c.base, 44, 'M204 214 Q284 434 424 516 Q540 566 620 490'),
      `<path fill="none" stroke="${c.pale}" stroke-width="44" stroke-dasharray="22 44" d="M204 214 Q284 434 424 516 Q540 566 620 490"/>`,
      line(c.wood, 26, 'M200 190 L420 640 M640 490 L240 640'),
      line(c.woodDark, 20, 'M176 196 H240'),
      line(c.wood, 18, 'M430 640 H560'),
    ].join(''),
  ),
  barbecue: standing(200, (c) =>
    [
      line(c.ink, 20, 'M330 480 L250 640 M470 480 L550 640 M400 500 V600'),
      line(c.steelDark, 12, 'M286 570 H514'),
      circle(c.ink, 262, 622, 28) + circle(c.steel, 262, 622, 12),
      path(c.dark, 'M190 390 H610 Q600 520 400 520 Q200 520 190 390 Z'),
      path(c.base, 'M190 370 Q200 190 400 190 Q600 190 610 370 Z'),
      path(c.dark, 'M500 206 Q604 250 610 370 H530 Q540 280 500 206 Z'),
      rect(c.steel, 180, 368, 440, 24, 12),
      line(c.wood, 20, 'M360 168 H440'),
      line(c.steelDark, 10, 'M366 172 V196 M434 172 V196'),
      line(c.pale, 14, 'M240 320 Q256 264 306 236'),
      line(c.wood, 22, 'M626 390 H690'),
    ].join(''),
  ),
  lantern: standing(140, (c) =>
    [
      line(c.deep, 16, 'M330 250 Q330 110 400 110 Q470 110 470 250'),
      path(c.dark, 'M340 200 H460 L540 300 H260 Z'),
      rect('#fff0c9', 286, 300, 228, 300),
      path('#f2a541', 'M400 380 Q430 430 420 458 Q414 474 400 474 Q386 474 380 458 Q370 430 400 380 Z'),
      rect(c.paper, 350, 480, 100, 120, 8),
      line(c.ink, 5, 'M400 468 V484'),
      rect(c.base, 270, 296, 24, 310) + rect(c.base, 506, 296, 24, 310),
      line(c.base, 10, 'M400 300 V340'),
      rect(c.base, 250, 290, 300, 28, 10) + rect(c.base, 240, 596, 320, 54, 12),
      rect(c.light, 256, 606, 288, 12, 6),
      rect(c.deep, 372, 180, 56, 26, 8),
    ].join(''),
  ),
  seeds: standing(170, (c) =>
    turned(
      -5,
      400,
      400,
      [
        path(c.paper, 'M240 160 H560 V650 H240 Z'),
        repeat(16, (step) => path(c.paper, `M${240 + step * 20} 162 l10 -14 l10 14 Z`)),
        rect(c.base, 240, 210, 320, 110),
        rect(c.pale, 280, 240, 240, 18, 9) + rect(c.pale, 320, 274, 160, 12, 6),
        line(c.leafDark, 10, 'M400 580 V460'),
        path(c.leaf, 'M400 560 Q330 556 310 500 Q386 490 400 560 Z M400 540 Q470 536 490 480 Q414 470 400 540 Z'),
        repeat(8, (step) => turned(step * 45, 400, 430, path(c.base, 'M400 430 Q370 390 400 352 Q430 390 400 430 Z'))),
        circle(c.brass, 400, 430, 22),
        rect(c.steelLight, 240, 616, 320, 34),
      ].join(''),
    ),
  ),
  'bird-feeder': standing(150, (c) =>
    [
      rect(c.woodDark, 384, 560, 32, 90),
      path(c.base, 'M270 330 H530 V560 H270 Z'),
      path(c.dark, 'M450 330 H530 V560 H450 Z'),
      repeat(3, (step) => rect(c.dark, 270, 380 + step * 60, 260, 5)),
      circle(c.ink, 400, 410, 46),
      line(c.wood, 16, 'M400 486 V500'),
      path(c.deep, 'M400 180 L590 340 L562 372 L400 236 L238 372 L210 340 Z'),
      path(c.light, 'M400 236 L530 346 H270 Z'),
      rect(c.wood, 244, 556, 312, 26, 8),
      path('#8fb8d6', 'M480 556 Q470 500 520 490 Q540 470 560 486 L580 492 L562 504 Q560 556 510 556 Z') +
        circle(c.ink, 548, 490, 5) +
        path('#e0a526', 'M500 520 Q520 540 548 526 Q540 556 510 556 Z'),
    ].join(''),
  ),
}
