import { circle, ellipse, hanging, line, path, rect, repeat, standing, type Silhouette } from '../shapes.ts'

export const furniture: Record<string, Silhouette> = {
  chair: standing(170, (c) =>
    [
      line(c.dark, 22, 'M330 440 L315 640 M500 440 L515 640'),
      line(c.base, 26, 'M285 460 L250 645 M550 460 L575 645'),
      line(c.base, 24, 'M290 460 L268 160 M530 460 L546 160'),
      repeat(4, (step) => line(c.dark, 12, `M${330 + step * 50} 440 L${322 + step * 55} 190`)),
      rect(c.base, 250, 140, 314, 56, 26),
      path(c.light, 'M262 430 H556 L586 478 Q588 496 568 496 H248 Q230 496 234 478 Z'),
      rect(c.dark, 234, 480, 352, 22, 11),
    ].join(''),
  ),
  stool: standing(170, (c) =>
    [
      line(c.dark, 24, 'M400 340 L400 630'),
      line(c.base, 28, 'M310 340 L240 640 M490 340 L560 640'),
      line(c.dark, 18, 'M276 510 H524'),
      rect(c.dark, 232, 318, 336, 36, 18),
      ellipse(c.light, 400, 314, 172, 36),
      ellipse(c.base, 400, 320, 130, 20),
    ].join(''),
  ),
  armchair: standing(230, (c) =>
    [
      line(c.woodDark, 24, 'M250 590 L232 645 M550 590 L568 645'),
      path(c.dark, 'M240 260 Q240 180 320 180 H480 Q560 180 560 260 V520 H240 Z'),
      path(c.base, 'M262 270 Q262 204 328 204 H472 Q538 204 538 270 V500 H262 Z'),
      rect(c.light, 250, 430, 300, 90, 30),
      rect(c.dark, 200, 500, 400, 100, 30),
      rect(c.base, 165, 370, 110, 230, 52),
      rect(c.base, 525, 370, 110, 230, 52),
      rect(c.pale, 190, 400, 16, 110, 8),
      circle(c.dark, 350, 310, 8) + circle(c.dark, 450, 310, 8),
    ].join(''),
  ),
  'side-table': standing(180, (c) =>
    [
      line(c.dark, 22, 'M400 400 L400 640'),
      line(c.base, 26, 'M300 400 L250 642 M500 400 L550 642'),
      rect(c.dark, 200, 372, 400, 40, 20),
      ellipse(c.light, 400, 370, 202, 34),
      rect(c.paper, 330, 296, 76, 70, 12) + line(c.paper, 12, 'M406 312 Q440 314 434 334 Q428 352 404 350'),
      rect(c.deep, 440, 344, 110, 18, 4),
    ].join(''),
  ),
  desk: standing(270, (c) =>
    [
      line(c.dark, 26, 'M190 400 L176 642 M610 400 L624 642'),
      line(c.base, 26, 'M250 400 V600 M550 400 V600'),
      rect(c.base, 190, 390, 420, 84, 6),
      rect(c.dark, 206, 404, 184, 58, 5) + rect(c.dark, 410, 404, 184, 58, 5),
      circle(c.brass, 298, 433, 9) + circle(c.brass, 502, 433, 9),
      rect(c.light, 140, 362, 520, 34, 8),
      path(c.steelDark, 'M330 200 H510 Q522 200 522 212 V330 H318 V212 Q318 200 330 200 Z') +
        rect(c.steelLight, 330, 212, 180, 106) +
        rect(c.steel, 296, 340, 248, 22, 8),
      rect(c.steelDark, 406, 330, 28, 14),
    ].join(''),
  ),
  'dining-table': standing(300, (c) =>
    [
      path(c.dark, 'M210 400 H250 L240 610 H214 Z M550 400 H590 L586 610 H560 Z'),
      path(c.base, 'M150 400 H200 L182 648 H152 Z M600 400 H650 L648 648 H618 Z'),
      rect(c.dark, 170, 396, 460, 44),
      rect(c.light, 105, 360, 590, 42, 10),
      path(c.paper, 'M330 300 H470 Q466 360 400 360 Q334 360 330 300 Z'),
      circle('#cf6a4a', 370, 292, 28) + circle('#d99a3f', 426, 290, 30) + circle('#8fa64f', 398, 270, 26),
    ].join(''),
  ),
  shelf: standing(190, (c) =>
    [
      rect(c.dark, 220, 130, 360, 520, 8),
      rect(c.deep, 244, 154, 312, 474),
      repeat(3, (step) => rect(c.base, 236, 270 + step * 120, 328, 20)),
      rect('#c06a47', 262, 176, 26, 94) +
        rect('#24626b', 292, 188, 22, 82) +
        rect('#d9a441', 318, 180, 30, 90) +
        rect(c.paper, 352, 194, 20, 76),
      path(c.leaf, 'M470 230 Q440 190 470 170 Q486 190 484 214 Q500 180 526 190 Q520 226 492 236 Z') +
        path(c.paper, 'M452 228 H518 L508 270 H462 Z'),
      rect(c.steelLight, 268, 320, 110, 70, 6) +
        rect('#93a78a', 440, 312, 24, 78) +
        rect('#6e2236', 468, 304, 28, 86) +
        rect('#8fb8d6', 500, 318, 22, 72),
      circle('#d2b48a', 320, 472, 38) +
        rect('#5b6670', 400, 452, 110, 18) +
        rect('#e0a526', 408, 470, 96, 18) +
        rect('#a8243a', 396, 488, 116, 22),
      rect(c.wood, 262, 556, 120, 72, 6) +
        rect(c.wood, 418, 556, 120, 72, 6) +
        rect(c.woodDark, 306, 572, 32, 10, 5) +
        rect(c.woodDark, 462, 572, 32, 10, 5),
      rect(c.base, 220, 130, 26, 520, 8) + rect(c.base, 554, 130, 26, 520, 8) + rect(c.light, 210, 122, 380, 32, 8),
    ].join(''),
  ),
  basket: standing(200, (c) =>
    [
      line(c.deep, 22, 'M250 360 Q250 250 330 250 Q376 250 380 340'),
      line(c.deep, 22, 'M550 360 Q550 250 470 250 Q424 250 420 340'),
      path(c.base, 'M190 350 H610 L570 620 Q566 650 536 650 H264 Q234 650 230 620 Z'),
      repeat(4, (step) => line(c.dark, 10, `M${200 + step * 9} ${410 + step * 62} H${600 - step * 9}`)),
      repeat(7, (step) => line(c.light, 8, `M${236 + step * 55} 380 L${254 + step * 49} 630`)),
      rect(c.dark, 180, 336, 440, 40, 20),
    ].join(''),
  ),
  'coat-rack': standing(130, (c) =>
    [
      line(c.dark, 22, 'M400 560 L300 642 M400 560 L500 642'),
      line(c.base, 28, 'M400 140 V630'),
      line(c.dark, 18, 'M400 230 L310 170 M400 230 L490 170 M400 310 L330 262 M400 310 L470 262'),
      circle(c.base, 310, 168, 18) + circle(c.base, 490, 168, 18) + circle(c.base, 400, 136, 22),
      path('#d9a441', 'M312 184 Q250 260 262 430 Q300 460 352 440 Q360 300 330 190 Z'),
      path('#c9903a', 'M322 190 Q340 300 330 446 Q345 446 352 440 Q360 300 330 190 Z'),
      path('#5b6670', 'M466 270 Q446 300 450 340 H540 Q546 300 500 268 Z'),
    ].join(''),
  ),
  'table-lamp': standing(130, (c) =>
    [
      path('#fff3cf', 'M240 380 H560 L640 640 H160 Z').replace('<path', '<path opacity="0.35"'),
      rect(c.brass, 390, 380, 20, 80),
      path(c.dark, 'M340 470 Q340 440 400 440 Q460 440 460 470 Q500 560 470 620 H330 Q300 560 340 470 Z'),
      path(c.deep, 'M425 442 Q460 448 460 470 Q500 560 470 620 H410 Q452 540 425 442 Z'),
      rect(c.deep, 300, 618, 200, 32, 16),
      path(c.base, 'M310 170 H490 L570 380 H230 Z'),
      path(c.light, 'M310 170 H370 L320 380 H230 Z'),
      rect(c.dark, 226, 372, 348, 16, 8),
    ].join(''),
  ),
  'pendant-light': hanging((c) =>
    [
      path('#fff3cf', 'M220 430 H580 L690 760 H110 Z').replace('<path', '<path opacity="0.4"'),
      rect(c.ink, 396, 0, 8, 210),
      rect(c.brass, 376, 196, 48, 44, 8),
      path(c.base, 'M190 430 Q200 236 400 236 Q600 236 610 430 Z'),
      path(c.dark, 'M490 252 Q604 290 610 430 H530 Q540 320 490 252 Z'),
      line(c.pale, 14, 'M232 390 Q246 320 300 284'),
      ellipse(c.deep, 400, 430, 210, 26),
      ellipse('#fff3cf', 400, 438, 70, 22),
    ].join(''),
  ),
  'floor-lamp': standing(110, (c) =>
    [
      path('#fff3cf', 'M270 310 H530 L620 640 H180 Z').replace('<path', '<path opacity="0.3"'),
      rect(c.deep, 392, 300, 16, 340),
      ellipse(c.deep, 400, 640, 100, 16),
      path(c.base, 'M320 110 H480 L540 310 H260 Z'),
      path(c.light, 'M320 110 H372 L334 310 H260 Z'),
      rect(c.dark, 256, 302, 288, 14, 7),
      line(c.brass, 5, 'M450 316 V370'),
      circle(c.brass, 450, 376, 8),
    ].join(''),
  ),
}
