import { circle, ellipse, flat, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const kitchen: Record<string, Silhouette> = {
  saucepan: standing(190, (c) =>
    [
      line(c.deep, 30, 'M520 430 L690 400'),
      path(c.base, 'M220 400 H540 V590 Q540 650 480 650 H280 Q220 650 220 590 Z'),
      path(c.dark, 'M460 400 H540 V590 Q540 650 480 650 H430 Q460 640 460 590 Z'),
      path(c.light, 'M205 400 Q205 340 380 340 Q555 340 555 400 Z'),
      rect(c.deep, 200, 394, 360, 18, 9),
      rect(c.deep, 355, 312, 50, 30, 12),
      rect(c.pale, 250, 440, 16, 120, 8),
    ].join(''),
  ),
  'frying-pan': flat((c) =>
    turned(
      -35,
      400,
      400,
      [
        rect(c.deep, 555, 378, 210, 44, 22),
        circle(c.brass, 735, 400, 9),
        circle(c.dark, 370, 400, 205),
        circle(c.base, 370, 400, 185),
        circle(c.dark, 370, 400, 150),
        path(c.light, 'M250 340 A135 135 0 0 1 340 268 L346 284 A118 118 0 0 0 266 348 Z'),
      ].join(''),
    ),
  ),
  casserole: standing(230, (c) =>
    [
      line(c.dark, 26, 'M190 450 Q140 440 140 475 Q140 505 190 500'),
      line(c.dark, 26, 'M610 450 Q660 440 660 475 Q660 505 610 500'),
      path(c.base, 'M190 420 H610 V570 Q610 650 530 650 H270 Q190 650 190 570 Z'),
      path(c.dark, 'M540 420 H610 V570 Q610 650 530 650 H480 Q540 630 540 570 Z'),
      path(c.light, 'M180 410 Q200 320 400 320 Q600 320 620 410 Z'),
      rect(c.dark, 172, 402, 456, 24, 12),
      rect(c.steelDark, 386, 296, 28, 30, 4),
      rect(c.steel, 362, 276, 76, 28, 14),
      rect(c.pale, 220, 452, 18, 100, 9),
    ].join(''),
  ),
  mug: standing(170, (c) =>
    [
      line(c.dark, 36, 'M535 390 Q650 380 640 470 Q630 560 525 550'),
      path(c.base, 'M230 300 H540 V560 Q540 650 450 650 H320 Q230 650 230 560 Z'),
      path(c.dark, 'M460 300 H540 V560 Q540 650 450 650 H400 Q460 630 460 560 Z'),
      ellipse(c.light, 385, 300, 155, 34),
      ellipse('#6b4630', 385, 306, 132, 24),
      rect(c.pale, 262, 370, 18, 150, 9),
    ].join(''),
  ),
  bowl: standing(130, (c) =>
    [
      path(c.dark, 'M310 620 H490 L475 650 H325 Z'),
      path(c.base, 'M150 390 H650 Q640 630 400 630 Q160 630 150 390 Z'),
      path(c.dark, 'M560 390 H650 Q640 630 400 630 Q545 590 560 390 Z'),
      ellipse(c.light, 400, 390, 250, 52),
      ellipse(c.dark, 400, 396, 222, 40),
      line(c.pale, 14, 'M205 470 Q220 530 265 565'),
    ].join(''),
  ),
  glass: standing(130, (c) =>
    [
      `<g opacity="0.85">${path(c.light, 'M265 240 H535 L500 630 Q498 650 478 650 H322 Q302 650 300 630 Z')}</g>`,
      path(c.base, 'M277 370 H523 L500 620 Q498 634 480 634 H320 Q302 634 300 620 Z'),
      ellipse(c.pale, 400, 370, 123, 20),
      ellipse(c.pale, 400, 240, 135, 22),
      ellipse(c.base, 400, 240, 118, 15),
      path(c.paper, 'M300 410 L322 410 L336 590 L320 590 Z'),
    ].join(''),
  ),
  knife: flat((c) =>
    turned(
      -52,
      400,
      400,
      [
        path(c.steelLight, 'M330 350 H640 Q720 352 770 392 Q700 450 560 450 H330 Z'),
        path(c.steel, 'M330 410 H752 Q690 450 560 450 H330 Z'),
        rect(c.steelDark, 300, 350, 34, 92, 4),
        path(c.base, 'M60 362 Q60 344 80 346 L300 350 V428 L110 430 Q60 430 60 400 Z'),
        path(c.dark, 'M70 404 L300 398 V428 L110 430 Q76 430 70 404 Z'),
        repeat(3, (step) => circle(c.brass, 130 + step * 70, 388, 9)),
      ].join(''),
    ),
  ),
  'chopping-board': flat((c) =>
    turned(
      14,
      400,
      400,
      [
        path(
          c.dark,
          'M250 250 H350 V160 Q350 120 400 120 Q450 120 450 160 V250 H550 Q590 250 590 290 V660 Q590 700 550 700 H250 Q210 700 210 660 V290 Q210 250 250 250 Z',
        ),
        path(
          c.base,
          'M250 240 H350 V150 Q350 110 400 110 Q450 110 450 150 V240 H550 Q590 240 590 280 V645 Q590 685 550 685 H250 Q210 685 210 645 V280 Q210 240 250 240 Z',
        ),
        circle(c.deep, 400, 165, 20),
        line(c.light, 8, 'M265 330 Q300 460 262 620'),
        line(c.dark, 6, 'M340 300 Q372 470 338 650'),
        line(c.light, 8, 'M420 300 Q440 470 424 640'),
        line(c.dark, 6, 'M500 290 Q530 470 498 650'),
      ].join(''),
    ),
  ),
  utensils: standing(120, (c) =>
    [
      turned(
        -12,
        400,
        500,
        rect(c.wood, 335, 190, 22, 300, 11) + ellipse(c.wood, 346, 180, 44, 68) + ellipse(c.woodDark, 346, 176, 26, 46),
      ),
      rect(c.base, 394, 210, 20, 280, 10) +
        rect(c.base, 362, 110, 84, 130, 20) +
        repeat(3, (step) => rect(c.deep, 380 + step * 20, 132, 8, 84, 4)),
      turned(
        14,
        400,
        500,
        rect(c.woodDark, 440, 230, 20, 280, 10) +
          line(c.steelDark, 7, 'M450 240 Q390 150 450 90 Q510 150 450 240 M450 240 Q424 150 450 90 Q476 150 450 240'),
      ),
      path(c.paper, 'M285 420 H515 L500 630 Q498 650 476 650 H324 Q302 650 300 630 Z'),
      path(c.steelLight, 'M445 420 H515 L500 630 Q498 650 476 650 H410 Q438 640 440 620 Z'),
      rect(c.base, 280, 408, 240, 26, 13),
    ].join(''),
  ),
  'coffee-maker': standing(140, (c) =>
    [
      line(c.deep, 30, 'M520 360 H610 V560 H525'),
      rect(c.steelLight, 280, 290, 240, 340, 20),
      path('#5a3a28', 'M290 420 H510 V600 Q510 622 490 622 H310 Q290 622 290 600 Z'),
      rect('#7a5239', 290, 412, 220, 20, 8),
      rect(c.base, 270, 280, 260, 36, 12),
      rect(c.base, 270, 610, 260, 40, 12),
      rect(c.base, 270, 440, 20, 180),
      rect(c.base, 510, 310, 20, 310),
      rect(c.base, 270, 310, 20, 140),
      path(c.dark, 'M290 280 Q300 230 400 230 Q500 230 510 280 Z'),
      rect(c.steelDark, 394, 150, 12, 84),
      circle(c.deep, 400, 146, 24),
      rect(c.paper, 312, 340, 14, 220, 7),
    ].join(''),
  ),
  teapot: standing(170, (c) =>
    [
      line(c.dark, 30, 'M545 410 Q680 380 660 490 Q640 580 530 580'),
      path(c.dark, 'M270 540 Q190 520 170 420 Q164 390 130 380 L150 350 Q215 366 226 420 Q240 470 290 470 Z'),
      path(c.base, 'M250 500 Q250 360 405 360 Q560 360 560 500 Q560 650 405 650 Q250 650 250 500 Z'),
      path(c.dark, 'M500 390 Q560 430 560 500 Q560 650 405 650 Q500 600 500 500 Z'),
      path(c.light, 'M310 374 Q320 320 405 320 Q490 320 500 374 Q405 400 310 374 Z'),
      circle(c.deep, 405, 306, 24),
      line(c.pale, 16, 'M290 470 Q296 430 322 410'),
    ].join(''),
  ),
  kettle: standing(185, (c) =>
    [
      line(c.ink, 30, 'M270 350 Q270 170 400 170 Q530 170 530 350'),
      path(c.dark, 'M540 440 Q620 420 668 340 L706 362 Q668 490 560 560 Z'),
      path(c.base, 'M260 330 H540 Q600 480 590 610 Q586 650 550 650 H250 Q214 650 210 610 Q200 480 260 330 Z'),
      path(c.dark, 'M470 330 H540 Q600 480 590 610 Q586 650 550 650 H470 Q520 490 470 330 Z'),
      path(c.light, 'M290 330 Q300 290 400 290 Q500 290 510 330 Z'),
      circle(c.ink, 400, 282, 22),
      line(c.pale, 18, 'M262 570 Q262 460 290 390'),
    ].join(''),
  ),
}
