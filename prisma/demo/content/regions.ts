/** Where customers live: names, streets and towns of one country, and how an address is written there. */
export type Region = {
  countryCode: string
  /** How many of a hundred customers live there. */
  share: number
  givenNames: readonly string[]
  familyNames: readonly string[]
  streets: readonly string[]
  houseNumber: 'after' | 'before'
  /** Town and the beginning of its postal codes; the pattern fills in the rest. */
  towns: readonly (readonly [city: string, postalPrefix: string])[]
  /** `#` is a digit, `@` a capital letter; follows the town's prefix. */
  postalPattern: string
}

const words = (text: string): string[] => text.trim().split(/\s*,\s*/)

export const regions: readonly Region[] = [
  {
    countryCode: 'NL',
    share: 20,
    givenNames:
      words(`Anneke, Bram, Daan, Eva, Fenna, Femke, Jasper, Lars, Lotte, Maaike, Noor, Pieter, Ruben, Sanne, Sem,
      Thijs, Tess, Wouter, Yara, Amira, Mohammed, Joost`),
    familyNames:
      words(`de Vries, Bakker, Jansen, Visser, Smit, Meijer, Mulder, de Groot, Bos, Vos, Peters, Hendriks, Dekker,
      van Leeuwen, Brouwer, de Wit, Dijkstra, Kuipers, Willems, El Amrani, Postma, van der Meer, Hoekstra, Schouten`),
    streets: words(`Prinsengracht, Kerkstraat, Lindelaan, Oude Delft, Nieuwe Haven, Molenweg, Schoolstraat, Parklaan,
      Vondelstraat, Witte de Withstraat, Beukenlaan, Havenkade`),
    houseNumber: 'after',
    towns: [
      ['Amsterdam', '10'],
      ['Rotterdam', '30'],
      ['Utrecht', '35'],
      ['Groningen', '97'],
      ['Eindhoven', '56'],
      ['Haarlem', '20'],
      ['Nijmegen', '65'],
      ['Delft', '26'],
    ],
    postalPattern: '## @@',
  },
  {
    countryCode: 'DE',
    share: 24,
    givenNames:
      words(`Anna, Ben, Clara, David, Elif, Emil, Felix, Frieda, Greta, Hannah, Jakob, Jonas, Katharina, Leon, Lena,
      Mehmet, Mia, Moritz, Nora, Paula, Sophie, Theo, Julia, Oskar`),
    familyNames:
      words(`Müller, Schmidt, Schneider, Fischer, Weber, Wagner, Becker, Schulz, Hoffmann, Koch, Richter, Klein,
      Wolf, Schröder, Neumann, Braun, Zimmermann, Krüger, Hartmann, Lange, Yilmaz, Krause, Vogel, Kaya, Friedrich`),
    streets: words(`Hauptstraße, Gartenstraße, Lindenallee, Goethestraße, Bergstraße, Kastanienweg, Schillerstraße,
      Am Mühlbach, Bahnhofstraße, Karl-Liebknecht-Straße, Rosenweg, Ahornweg`),
    houseNumber: 'after',
    towns: [
      ['Berlin', '10'],
      ['Hamburg', '20'],
      ['München', '80'],
      ['Köln', '50'],
      ['Leipzig', '04'],
      ['Freiburg', '79'],
      ['Bremen', '28'],
      ['Dresden', '01'],
      ['Münster', '48'],
    ],
    postalPattern: '###',
  },
  {
    countryCode: 'FR',
    share: 16,
    givenNames:
      words(`Adèle, Baptiste, Camille, Chloé, Élise, Étienne, Gabriel, Hugo, Inès, Jeanne, Karim, Léa, Louis, Lucie,
      Manon, Mathilde, Nadia, Noé, Romain, Théo, Zoé, Antoine`),
    familyNames:
      words(`Martin, Bernard, Dubois, Durand, Moreau, Laurent, Simon, Michel, Lefèvre, Leroy, Roux, Fournier, Girard,
      Bonnet, Dupont, Lambert, Fontaine, Rousseau, Benali, Mercier, Blanc, Guérin, Chevalier, Diallo`),
    streets:
      words(`rue de la République, avenue Victor Hugo, rue des Tanneurs, place du Marché, rue Pasteur, quai de Saône,
      rue du Moulin, allée des Tilleuls, boulevard Voltaire, rue Saint-Michel, chemin des Vignes`),
    houseNumber: 'before',
    towns: [
      ['Paris', '750'],
      ['Lyon', '690'],
      ['Nantes', '440'],
      ['Toulouse', '310'],
      ['Lille', '590'],
      ['Rennes', '350'],
      ['Grenoble', '380'],
    ],
    postalPattern: '##',
  },
  {
    countryCode: 'BE',
    share: 7,
    givenNames: words(
      `Arthur, Elise, Fien, Juliette, Kobe, Louise, Lucas, Marie, Nele, Olivia, Simon, Stijn, Victor, Wout`,
    ),
    familyNames:
      words(`Peeters, Janssens, Maes, Jacobs, Mertens, Willems, Claes, Goossens, Wouters, De Smet, Dupont, Lambert,
      Vermeulen, Declercq, Verhoeven`),
    streets: words(`Kerkstraat, Stationsstraat, Rue Haute, Nieuwstraat, Rue de la Station, Molenstraat, Koningslaan,
      Avenue Louise`),
    houseNumber: 'after',
    towns: [
      ['Antwerpen', '20'],
      ['Gent', '90'],
      ['Brussel', '10'],
      ['Leuven', '30'],
      ['Liège', '40'],
      ['Brugge', '80'],
    ],
    postalPattern: '##',
  },
  {
    countryCode: 'AT',
    share: 6,
    givenNames: words(
      `Anton, Elena, Florian, Johanna, Lukas, Magdalena, Marlene, Maximilian, Miriam, Sebastian, Valentina, Xaver`,
    ),
    familyNames:
      words(`Gruber, Huber, Bauer, Wagner, Pichler, Steiner, Moser, Mayer, Hofer, Leitner, Berger, Fuchs, Eder,
      Petrović, Schwarz`),
    streets: words(`Mariahilfer Straße, Linzer Gasse, Dorfstraße, Annenstraße, Wiener Straße, Kirchengasse, Feldgasse`),
    houseNumber: 'after',
    towns: [
      ['Wien', '10'],
      ['Graz', '80'],
      ['Linz', '40'],
      ['Salzburg', '50'],
      ['Innsbruck', '60'],
    ],
    postalPattern: '##',
  },
  {
    countryCode: 'ES',
    share: 8,
    givenNames: words(
      `Alba, Álvaro, Carmen, Daniela, Hugo, Iker, Inés, Javier, Lucía, Marcos, Marta, Nuria, Pablo, Sofía, Valeria`,
    ),
    familyNames:
      words(`García, Fernández, González, Rodríguez, López, Martínez, Sánchez, Pérez, Gómez, Ruiz, Díaz, Serrano,
      Navarro, Ortega, Vidal, Ibáñez`),
    streets: words(`Calle Mayor, Calle del Sol, Avenida de la Constitución, Calle San Juan, Carrer de Verdi, Calle Real,
      Paseo del Prado, Calle Olmo`),
    houseNumber: 'after',
    towns: [
      ['Madrid', '280'],
      ['Barcelona', '080'],
      ['Valencia', '460'],
      ['Sevilla', '410'],
      ['Bilbao', '480'],
    ],
    postalPattern: '##',
  },
  {
    countryCode: 'IT',
    share: 8,
    givenNames:
      words(`Alessia, Andrea, Beatrice, Chiara, Davide, Elena, Francesco, Giulia, Lorenzo, Luca, Martina, Matteo, Paolo,
      Sara, Tommaso`),
    familyNames:
      words(`Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, Bruno, Conti, De Luca,
      Costa, Rinaldi, Moretti`),
    streets: words(`Via Roma, Via Garibaldi, Corso Italia, Via Dante, Via Mazzini, Viale dei Mille, Piazza del Popolo,
      Via San Marco`),
    houseNumber: 'after',
    towns: [
      ['Milano', '201'],
      ['Roma', '001'],
      ['Torino', '101'],
      ['Bologna', '401'],
      ['Firenze', '501'],
      ['Trieste', '341'],
    ],
    postalPattern: '##',
  },
  {
    countryCode: 'IE',
    share: 6,
    givenNames: words(
      `Aoife, Ciarán, Conor, Emma, Fiadh, Grace, Jack, Niamh, Oisín, Patrick, Róisín, Saoirse, Seán, Chidi, Priya`,
    ),
    familyNames:
      words(`Murphy, Kelly, O'Sullivan, Walsh, Byrne, Ryan, O'Connor, Doyle, McCarthy, Gallagher, Kennedy, Lynch, Murray,
      Okafor, Nair`),
    streets: words(`Main Street, Church Road, Grafton Street, Patrick Street, Harbour View, Mill Lane, Abbey Street,
      Park Avenue`),
    houseNumber: 'before',
    towns: [
      ['Dublin', 'D0'],
      ['Cork', 'T1'],
      ['Galway', 'H9'],
      ['Limerick', 'V9'],
    ],
    // Eircode: a routing key of letter, digit, digit and four more signs.
    postalPattern: '# @@##',
  },
  {
    countryCode: 'FI',
    share: 5,
    givenNames: words(`Aino, Eero, Elias, Helmi, Ida, Juhani, Kaisa, Leo, Oona, Onni, Sisu, Tuuli, Venla, Väinö`),
    familyNames:
      words(`Korhonen, Virtanen, Mäkinen, Nieminen, Mäkelä, Hämäläinen, Laine, Heikkinen, Koskinen, Järvinen, Lehtonen,
      Saarinen, Salo`),
    streets: words(`Mannerheimintie, Kauppakatu, Koivukuja, Satamakatu, Puistotie, Rantatie, Hämeenkatu`),
    houseNumber: 'after',
    towns: [
      ['Helsinki', '001'],
      ['Tampere', '331'],
      ['Turku', '201'],
      ['Oulu', '901'],
    ],
    postalPattern: '#0',
  },
]
