import { circle, flat, hanging, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const sport: Record<string, Silhouette> = {
  'bicycle-light': hanging((c) =>
    [
      path('#fff0b8', 'M300 400 L40 260 V560 Z').replace('<path', '<path opacity="0.55"'),
      rect(c.ink, 420, 470, 70, 130, 20),
      rect(c.steelDark, 180, 570, 520, 44, 22) + rect(c.steelLight, 190, 578, 500, 10, 5),
      rect(c.ink, 412, 560, 86, 66, 16),
      rect(c.base, 330, 320, 280, 160, 50),
      rect(c.dark, 330, 410, 280, 70, 34),
      path(c.deep, 'M340 310 Q270 330 270 400 Q270 470 340 490 Z'),
      path('#fff3cf', 'M326 330 Q286 350 286 400 Q286 450 326 470 Z'),
      rect(c.light, 430, 300, 100, 30, 14),
      repeat(3, (step) => circle(c.pale, 500 + step * 34, 380, 8)),
    ].join(''),
  ),
  helmet: standing(250, (c) =>
    [
      line(c.ink, 12, 'M270 500 Q330 600 400 636 M520 500 Q470 600 400 636'),
      path(c.base, 'M150 490 Q150 220 420 220 Q660 230 660 480 Q660 510 620 510 H200 Q150 516 150 490 Z'),
      path(c.dark, 'M560 262 Q660 330 660 480 Q660 510 620 510 H520 Q600 400 560 262 Z'),
      path(
        c.deep,
        'M230 410 Q250 300 350 270 L372 300 Q290 330 276 420 Z M320 420 Q340 330 420 300 L446 328 Q376 350 366 430 Z M420 430 Q430 370 490 340 L516 366 Q476 386 470 436 Z',
      ),
      path(c.light, 'M190 300 Q260 230 400 224 L396 246 Q280 250 210 322 Z'),
      path(c.ink, 'M140 486 Q100 500 90 520 Q160 540 210 510 Z'),
      rect(c.deep, 180, 490, 460, 28, 14),
      rect(c.ink, 376, 622, 50, 28, 8),
    ].join(''),
  ),
  'bicycle-lock': standing(170, (c) =>
    [
      line(c.steelDark, 44, 'M280 460 V300 Q280 170 400 170 Q520 170 520 300 V460'),
      line(c.steelLight, 12, 'M270 450 V300 Q270 160 400 160'),
      rect(c.base, 210, 430, 380, 220, 36),
      path(c.dark, 'M500 430 H554 Q590 430 590 466 V614 Q590 650 554 650 H500 Z'),
      circle(c.deep, 400, 524, 34) + path(c.deep, 'M386 540 H414 L424 600 H376 Z'),
      rect(c.pale, 240, 460, 18, 130, 9),
    ].join(''),
  ),
  tent: standing(300, (c) =>
    [
      path(c.dark, 'M420 210 L700 640 H420 Z'),
      path(c.base, 'M390 200 L100 640 H640 Z'),
      path(c.light, 'M390 200 L100 640 H250 Z'),
      path(c.deep, 'M390 330 L300 640 H500 Z'),
      path('#f2c66d', 'M390 400 L340 640 H450 Z'),
      path(c.pale, 'M390 330 L300 640 L270 640 Z'),
      line(c.woodDark, 8, 'M390 200 L420 170 M100 640 L66 654 M640 640 L730 654'),
    ].join(''),
  ),
  'sleeping-bag': flat((c) =>
    turned(
      24,
      400,
      400,
      [
        path(
          c.dark,
          'M400 80 Q530 90 540 220 Q580 420 510 690 Q480 740 400 740 Q320 740 290 690 Q220 420 260 220 Q270 90 400 80 Z',
        ),
        path(
          c.base,
          'M400 94 Q514 104 524 224 Q562 420 494 680 Q470 724 400 724 Q330 724 306 680 Q238 420 276 224 Q286 104 400 94 Z',
        ),
        path(c.deep, 'M400 120 Q490 130 490 220 Q480 300 400 306 Q320 300 310 220 Q310 130 400 120 Z'),
        path(c.pale, 'M400 146 Q466 152 466 222 Q456 280 400 284 Q344 280 334 222 Q334 152 400 146 Z'),
        repeat(5, (step) =>
          line(
            c.dark,
            8,
            `M${266 + step * 9} ${360 + step * 66} Q400 ${390 + step * 66} ${534 - step * 9} ${360 + step * 66}`,
          ),
        ),
        line(c.steelLight, 8, 'M440 306 Q470 480 448 600'),
        rect(c.brass, 438, 590, 22, 40, 8),
      ].join(''),
    ),
  ),
  bottle: standing(110, (c) =>
    [
      rect(c.ink, 344, 110, 112, 90, 18),
      line(c.ink, 16, 'M350 120 Q400 50 450 120'),
      rect(c.steel, 352, 196, 96, 24),
      path(
        c.base,
        'M352 216 H448 Q510 240 510 320 V610 Q510 650 470 650 H330 Q290 650 290 610 V320 Q290 240 352 216 Z',
      ),
      path(c.dark, 'M430 216 H448 Q510 240 510 320 V610 Q510 650 470 650 H430 Q464 600 464 320 Q464 250 430 216 Z'),
      rect(c.pale, 314, 320, 16, 220, 8),
      path(c.pale, 'M380 430 L404 390 L420 416 L432 400 L456 440 Z'),
      rect(c.deep, 290, 606, 220, 14),
    ].join(''),
  ),
  'yoga-mat': standing(250, (c) =>
    [
      path(c.light, 'M190 560 Q400 540 640 600 L660 640 Q420 650 180 640 Z'),
      rect(c.base, 220, 400, 400, 250, 60),
      rect(c.dark, 220, 540, 400, 110, 55),
      circle(c.deep, 240, 525, 125),
      circle(c.light, 240, 525, 112) + circle(c.dark, 240, 525, 92) + circle(c.light, 240, 525, 72),
      circle(c.dark, 240, 525, 52) + circle(c.light, 240, 525, 32) + circle(c.deep, 240, 525, 14),
      rect(c.wood, 400, 394, 26, 260, 8) + rect(c.wood, 520, 394, 26, 260, 8),
      line(c.woodDark, 14, 'M413 400 Q473 300 533 400'),
    ].join(''),
  ),
  kettlebell: standing(180, (c) =>
    [
      line(c.deep, 48, 'M310 400 Q270 210 400 210 Q530 210 490 400'),
      line(c.dark, 18, 'M306 380 Q280 226 400 224'),
      circle(c.base, 400, 490, 160),
      rect(c.base, 300, 610, 200, 40, 10),
      path(c.dark, 'M470 346 Q560 390 560 490 Q560 600 470 634 Q520 500 470 346 Z'),
      circle(c.deep, 400, 490, 82),
      circle(c.dark, 400, 490, 62),
      line(c.pale, 14, 'M266 470 Q276 420 306 392'),
    ].join(''),
  ),
  ball: standing(180, (c) =>
    [
      circle(c.base, 400, 440, 210),
      path(c.dark, 'M520 268 Q610 330 610 440 Q610 650 400 650 Q300 650 240 580 Q480 620 520 268 Z'),
      path(c.paper, 'M400 370 L468 420 L442 500 H358 L332 420 Z'),
      path(
        c.paper,
        'M400 230 L340 250 L400 294 L460 250 Z M594 362 L540 366 L520 436 L606 484 Z M206 362 L260 366 L280 436 L194 484 Z M300 624 L302 560 L370 546 L384 649 Z M500 624 L498 560 L430 546 L416 649 Z',
      ),
      line(c.deep, 6, 'M400 294 V370 M520 436 L468 420 M280 436 L332 420 M358 500 L340 552 M442 500 L462 552'),
    ].join(''),
  ),
  goggles: flat((c) =>
    [
      line(c.deep, 26, 'M150 400 Q90 280 200 210 Q400 120 600 210 Q710 280 650 400'),
      line(c.dark, 12, 'M150 400 Q90 280 200 210 Q400 120 600 210 Q710 280 650 400'),
      line(c.deep, 26, 'M350 440 Q400 410 450 440'),
      path(
        c.dark,
        'M130 430 Q140 340 250 340 Q370 350 370 450 Q350 560 240 560 Q130 540 130 430 Z M670 430 Q660 340 550 340 Q430 350 430 450 Q450 560 560 560 Q670 540 670 430 Z',
      ),
      path(
        c.light,
        'M160 434 Q170 370 250 370 Q340 378 340 450 Q326 530 244 530 Q160 514 160 434 Z M640 434 Q630 370 550 370 Q460 378 460 450 Q474 530 556 530 Q640 514 640 434 Z',
      ),
      path(
        c.pale,
        'M186 430 Q192 396 240 394 L206 480 Q186 462 186 430 Z M486 450 Q490 400 550 394 L506 490 Q488 474 486 450 Z',
      ),
    ].join(''),
  ),
}
