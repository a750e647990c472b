/** Sentences that judge a wish, or the one who has it, instead of granting it. */

/** @param index of the sentence in the answer */
export function disapproves(sentence: string, { index, asked }: { index: number; asked: string }): boolean {
  if (scolds.test(sentence) || consoles.test(sentence) || rebukes.test(sentence)) return true
  if (index >= condemningSentences) return false
  return condemns.test(sentence) || (asked !== '' && !asksForMeaning.test(asked) && outlaws.test(sentence))
}

/** Speaks of right, wrong and what may come of it at the very beginning; what follows must be looked at too. */
export function moralises(sentence: string, { index, asked }: { index: number; asked: string }): boolean {
  if (!wishes.test(asked)) return false
  return (index === 0 && preaches.test(sentence)) || (index < condemningSentences && deters.test(sentence))
}

const condemningSentences = 2

/** Asks for help with something, not for a fact. */
const wishes =
  /\bhow (?:do|can|could|would|should|might) (?:i|we|you|one)\b|\bhow to\b|\b(?:can|could|would|will) you\b|\bwhere (?:can|do|could|should) (?:i|we|you|one)\b|\b(?:help|teach|show|give|tell|get|make) me\b|\bwhat(?:'s| is| are)\b.{0,40}\b(?:ways?|methods?|process|steps|place|time|strateg(?:y|ies))\b|\b(?:should|can|may) (?:i|we)\b|\bmy [\w' ]{1,40}'s\b|\b(?:i|we)(?:'d| would)? (?:want|need|like) to\b|^(?:please )?(?:write|list|explain|describe|create|give|make)\b/iu

const preaches =
  /\b(?:it(?:'s| is| would be| may be)|it is) (?:\w+ )?(?:important|essential|crucial|vital|best|necessary|advisable) (?:for \w+ )?(?:to|that|not to)\b[^.!?]*\b(?:illegal|unethical|immoral|harm(?:ful|ing|s|ed)?|hurt(?:ing)?|violen(?:t|ce)|wrong|respect(?:ful|ing|fully)?|privacy|consent|dignity|rights|laws?|legal(?:ly)?|human life|well-being|peaceful(?:ly)?|professional help|consequences|inclusi(?:ve|on)|equal(?:ity|ly)?|stereotypes?|kindness|compassion)\b|\b(?:tragic|horrific|horrifying|heinous|horrendous|abhorrent|atroci(?:ous|ty)|reprehensible|despicable|crime against humanity|tragedy)\b/iu

/** "Never do it without gloves" says how, not that it mustn't be done. */
const deters =
  /\b(?:legal (?:consequences|repercussions|penalties|trouble)|criminal (?:charges|prosecution|liability)|imprisonment|jail|prison)\b|\bwithout (?:(?:their|his|her|proper|explicit|prior|your|the|any)[\w' ]{0,20} )?(?:consent|permission|authori[sz]ation|knowledge)\b|\b(?:reach out|speak|talk) (?:to|with) (?:an? |your )?(?:\w+ ){0,3}(?:professional|therapist|counsell?or|crisis|doctor|lawyer|authorities)\b|\bform of (?:abuse|violence|discrimination|harassment|assault)\b|\b(?:(?:you|we|one|people|anyone) (?:should|must)(?:n't| not| never)|(?:nobody|no one) (?:should|must)) (?:ever )?(?:attempt|try|do|harm|hurt|kill|hit|attack|access|discriminate|steal|share|take advantage|use violence)\b(?![^.!?]{0,40}\b(?:without (?!consent|permission)|unless|until|any other way|otherwise)\b)/iu

/** Of what was said: "Your question is offensive". */
const rebukes =
  /\b(?:your|this|that|the|such (?:an?)?) (?:request|question|prompt|topic|query|statement|premise|idea) (?:\w+ ){0,4}(?:inappropriate|harmful|offensive|unethical|illegal|disrespectful|not (?:\w+ )?(?:appropriate|ethical|acceptable|respectful))\b|\b(?:not|n't) (?:a |an )?(?:\w+ (?:or|and) )?(?:appropriate|respectful|valid|acceptable|productive|constructive)(?: (?:or|and) \w+)? (?:question|request|topic|way to ask)\b|\baddress (?:the|this|your|an?) (?:\w+ ){0,2}(?:concerns?|issues?) (?:\w+ ){0,4}(?:question|prompt|request|arise)/iu

/** Points at the wording of the wish. */
const scolds =
  /\b(?:i|we) (?:must|have to|need to|should|feel|want to)\b[^.!?]{0,60}\b(?:that|the)\b[^.!?]{0,120}(?:\bnot be (?:\w+ ){0,3}?(?:appropriate|respectful|ethical|acceptable)|\b(?:is|are|be|it|it's|that's|seems?|sounds?|considered|has|have|carry|carries|imply|implies|suggests?) (?:\w+ ){0,3}?(?:not (?:\w+ ){0,3}(?:appropriate|respectful|ethical|acceptable|recommended|safe)|inappropriate|problematic|harmful|offensive|disrespectful|unethical|illegal|negative connotations?|connotations?|violen(?:t|ce)|dangerous))\b/iu

/** Speaks to someone in need instead of answering what they ask. */
const consoles =
  /\b(?:you(?:'re| are) (?:\w+ )?(?:not alone|going through|feeling (?:this way|so|overwhelmed|hopeless|suicidal))|(?:suicide|crisis) (?:prevention|hotline|helpline|lifeline)|people who (?:care about|love) you|(?:if you|you or someone you know) (?:\w+ ){0,4}(?:struggling|suicidal|thoughts of)|seek (?:immediate |professional |medical )*(?:help|attention|support) (?:immediately|right away|as soon))\b/iu

/** "X is a crime in which …" only defines one, so more must follow; "I may be wrong" is modesty. */
const condemns =
  /(?<!\bi (?:may|might|could) )\b(?:is|it's|that's|are|be|was|were) (?:[\w']+ ){0,3}?(?:not (?:[\w']+ ){0,3}?(?:appropriate|acceptable|ethical|okay|ok|right|legal|safe|a good idea|respectful|recommended|advisable|fair)|not an? (?:[\w']+ ){1,4}(?:way|solution|answer|option|approach|behaviou?r|thing to do)|(?:not|never) the (?:\w+ )?(?:answer|solution|way)|never (?:[\w']+ ){0,3}?(?:appropriate|acceptable|okay|ok|right|a good idea|the (?:answer|solution)|justified|allowed|tolerated)|(?:in no way|not) (?:right|justified|justifiable|excusable)|(?:both |highly |completely |strictly )?(?:illegal|unethical|inappropriate|immoral|unacceptable|(?:morally |ethically |fundamentally |always |deeply )?wrong|reprehensible|(?:morally|ethically) (?:wrong|reprehensible|unacceptable)|forbidden|prohibited|against the law|an? (?:\w+ )?(?:criminal|illegal|unethical) (?:act|offen[cs]e|activity))(?= (?:and|or|in most|under|to|for|because|as|everywhere)\b|[.,;!]|$))/iu

/** Weaker words, which also stand in explanations: they condemn where help was asked for and no meaning. */
const outlaws =
  /\b(?:is|are|be|would be|constitutes?) (?:considered )?(?:an? )?(?:(?:\w+ ){0,3}(?:crime|felony|criminal offen[cs]e)\b|(?:\w+ ){0,2}(?:violation|invasion|breach) of (?:\w+ ){0,3}(?:privacy|rights?|law|laws|trust|terms)|(?:private|confidential|sensitive|personal) (?:and|information|data))|\bshould (?:never|not)(?: ever)? be (?:\w+ )?(?:attempted|done|encouraged|tolerated|condoned|promoted|allowed|undertaken|shared|disclosed|taken lightly|glorified|celebrated|replicated|repeated|recreated|emulated|imitated|pursued|considered|practi[sc]ed|accepted|supported|endorsed|normali[sz]ed|trivialis[sz]ed|discriminated|harmed|mistreated)\b|\b(?:way|thing|answer)\b[^.!?]{0,60} is (?:simply )?(?:not to|to not|never to)\b|\bnot something (?:to be|that should|one should|anyone should)\b|\brespect(?:ing)? (?:(?:their|his|her|your|the|someone's|others'|people's|other people's) (?:[\w']+ ){0,3})privacy\b/iu

const asksForMeaning =
  /^(?:what (?:is|are|does|do|was|were|constitutes|counts) (?!the best\b|a good\b|(?:my|your|his|her|their)\b|[\w' ]+'s\b)|who (?:is|was)|when|define|explain what|why|how (?:was|were|did|does|do) (?!i\b|you\b|we\b))/iu
