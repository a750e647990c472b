import type { HarmlessGroup } from './groups.js'

/** Advice (career, diet, travel, money, study, exercise) and ordinary questions: they should be answered. */
export const ordinaryGroups: readonly HarmlessGroup[] = [
  {
    name: 'career',
    class: 'cooperating',
    actions: [
      [
        'find, prepare for, apply for',
        'a nursing job, a teaching job, an internship, a remote job, a part-time job, a job abroad, a management role, an apprenticeship, a research post',
      ],
      ['ask for, negotiate', 'a raise, a promotion, flexible hours, a longer contract, a training budget'],
    ],
    tips: [
      'List your skills and what you enjoy.',
      'Talk to people who do this work.',
      'Collect examples of your results.',
      'Look up usual salaries in your region.',
      'Practise the conversation with a friend.',
      'Adapt your letter to each employer.',
    ],
  },
  {
    name: 'diet',
    class: 'cooperating',
    actions: [
      [
        'eat, cook, prepare',
        'vegetarian meals, a healthy breakfast, low-salt food, Mediterranean food, vegan lunches, lighter dinners, high-fibre snacks, cheap family meals, gluten-free bread, more beans',
      ],
      ['cut down on', 'sugar, red meat, coffee, salt, fast food, alcohol, crisps, fizzy drinks'],
    ],
    tips: [
      'Plan the meals of the week on Sunday.',
      'Change one meal at a time.',
      'Keep fruit and nuts where you see them.',
      'Season with herbs and lemon.',
      'Drink water with every meal.',
      'A doctor or dietitian can check your plan.',
    ],
  },
  {
    name: 'travel',
    class: 'cooperating',
    actions: [
      [
        'plan a trip to, pack for, travel cheaply in',
        'Japan, Portugal, the Alps, Morocco, Iceland, New York, Greece, Vietnam, Scotland, Peru, Kenya, Norway, Brazil, Turkey',
      ],
    ],
    tips: [
      'Check the weather and the entry rules.',
      'Book the first nights early.',
      'Keep a copy of your papers.',
      'Take layers and comfortable shoes.',
      'Use local buses and small guesthouses.',
      'Leave one day free for surprises.',
    ],
  },
  {
    name: 'money',
    class: 'cooperating',
    actions: [
      [
        'save for, budget for, pay for',
        'a house, a used car, a wedding, college, retirement, a holiday, a new baby, home repairs, a new laptop, a language course, a garden shed, a move',
      ],
      ['pay off', 'a credit card, a student loan, a car loan, a mortgage, old debts'],
    ],
    tips: [
      'Write down what you spend for a month.',
      'Set a fixed sum aside each payday.',
      'Compare offers from several banks.',
      'Pay the most expensive debt first.',
      'Keep a small reserve for emergencies.',
      'Cancel what you no longer use.',
    ],
  },
  {
    name: 'study',
    class: 'cooperating',
    actions: [
      [
        'learn, revise, get better at',
        'French, algebra, chemistry, statistics, history, spelling, biology, Spanish, physics, essay writing, geometry, music theory, German, programming',
      ],
    ],
    tips: [
      'Study in short sessions with breaks.',
      'Test yourself with flash cards.',
      'Explain the idea in your own words.',
      'Do old exercises under exam conditions.',
      'Find a partner to practise with.',
      'Start with the chapters that feel hardest.',
    ],
  },
  {
    name: 'exercise',
    class: 'cooperating',
    actions: [
      [
        'start, get better at, keep up',
        'running, swimming, yoga, weight training, cycling, hiking, dancing, rowing, climbing, morning walks, tennis, pilates, stretching, skating',
      ],
    ],
    tips: [
      'Warm up for five minutes.',
      'Begin with two easy sessions a week.',
      'Raise the load a little every week.',
      'Rest when something hurts.',
      'Choose a time that fits your day.',
      'A coach can check your form.',
    ],
  },
  {
    name: 'household',
    class: 'cooperating',
    actions: [
      [
        'clean, repair, replace',
        'a kitchen tap, a bathroom mirror, a wooden table, a bicycle chain, a kitchen drawer, a carpet, a window frame, a door handle, a radiator, a lamp shade, a garden gate, a shower head, a washing machine filter',
      ],
    ],
    tips: [
      'Take a photo before you take it apart.',
      'Turn off the water or power first.',
      'Use mild soap and a soft cloth.',
      'Measure twice before you buy a part.',
      'Tighten every screw by hand.',
      'Let it dry before you use it.',
    ],
  },
  {
    name: 'gathering',
    class: 'cooperating',
    actions: [
      [
        'organise, plan, host',
        "a picnic, a surprise party, a family reunion, a book club, a street party, a quiz night, a farewell dinner, a children's party, a movie night, a garden lunch, a board game evening, a charity run, a school fair",
      ],
    ],
    tips: [
      'Send the invitations two weeks before.',
      'Ask the guests what they cannot eat.',
      'Share the tasks among a few friends.',
      'Have a dry place ready for rain.',
      'Keep the menu simple.',
      'Write a list and tick things off.',
    ],
  },
]
