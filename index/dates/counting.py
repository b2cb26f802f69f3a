"""Words that stand beside numbers, and what they tell of them: a count, a name, a year."""

from index.dates.vocabulary import words

UNITS = words(
    """
    % ° percent per metre metres meter meters m km kilometre kilometres kilometer kilometers mile miles foot
    feet ft yard yards inch inches acre acres hectare hectares square cubic ton tons tonne tonnes kg
    kilogram kilograms kilos gram grams pound pounds lb lbs litre litres liter liters gallon gallons barrel
    barrels bushels dollar dollars cent cents franc francs mark marks ruble rubles rouble roubles florin
    florins guilder guilders livres ducats thalers talents shillings pence euro euros yen rupees sesterces
    denarii gulden crowns pesos lire million millions billion billions trillion thousand hundred
    hundredweight dozen hours hrs h minutes seconds days nights weeks fortnights months years times degrees
    watts volts horsepower hp knots rpm mph dead killed wounded injured missing strong copies votes seats
    words lines pages pieces others each apiece gmt utc hz khz mhz
    """
)  # after them no number is a year, whatever stands before
COUNTED = words(
    """
    men women people persons children soldiers troops sailors marines officers warriors archers knights
    horsemen cavalry infantry infantrymen riders slaves prisoners captives settlers colonists emigrants
    immigrants migrants refugees workers peasants farmers families households inhabitants citizens residents
    students pupils members delegates deputies representatives participants volunteers recruits conscripts
    casualties deaths victims survivors monks priests clergy nuns bishops churches monasteries ships vessels
    boats galleys warships aircraft planes airplanes bombers fighters tanks guns cannon cannons rifles
    muskets horses camels elephants cattle sheep houses homes buildings villages towns cities settlements
    factories firms companies schools cases items books manuscripts documents letters tribes battalions
    regiments divisions passengers spectators protesters demonstrators supporters rebels insurgents
    guerrillas advisers advisors personnel employees staff civilians jews christians muslims
    """
)  # what is counted: a number before it is no year unless a word shows that it is
FUNCTION_WORDS = words(
    """
    and or but nor to until till through when while where as that which who whom whose by in on at for from
    with within without of than if because since after before during under over upon into onto across
    against between among about around the a an this these those his her its their our my your he she it
    they we i you there then thus so yet also was were is are be been being had has have having did does do
    would could should might may must will shall can saw came began became ended led brought marked made
    took gave found went remained onward onwards however moreover although though whether both all most many
    several not never only just even still already alone what how no one neither either
    """
)
BEFORE_YEAR = words(
    """
    in since until till by from during before after of to through and or between circa around about year
    years early mid late anno
    """
)  # "in", "the year", "of": what follows is a year rather than a count
COUNTING = words(
    """
    some over nearly almost exactly another total totaling totalling numbering numbered approximately
    roughly only estimated up least most than additional further other these those all plus minus times
    """
)
LABELS = words(
    """
    p pp page pages no no. nos nr number numbers art arts article articles ch chap chapter chapters sec section
    sections vol vols volume volumes para paras paragraph paragraphs lines verse verses fig figs figure
    table plate fol fols folio folios f. ff. n. nn. note notes footnote room flight route highway resolution
    resolutions res. unscr doc. docs. item items box file tel telephone phone fax dial ext. model type isbn
    issn code zip lot serial ms. mss. cat. canon psalm clause usd us$ rs rs. eur gbp nt$ apartment apt
    version § §§ ¶ № hms uss
    """
)  # what a number names when one of these stands before it
