"""The fixed wording around medicine warnings, in both languages: a pharmacist at the counter, short, kind, without numbers."""

from __future__ import annotations

from typing import Final

from agents.words import local
from kg.schema import LocalText

VERDICTS: Final[dict[tuple[str, str], LocalText]] = {
    ("interaction", "contraindicated"): local("{names}一般不能一起用。", "{names}: generally not to be used together."),
    ("interaction", "major"): local("{names}一起用要很小心。", "{names}: together only with great care."),
    ("interaction", "moderate"): local("{names}一起用要留意。", "{names}: together with some care."),
    ("interaction", "minor"): local(
        "{names}可以一起用，不过有一点要知道。", "{names}: may be used together, with one thing to know."
    ),
    ("duplicate", "contraindicated"): local(
        "{names}重复了，一起吃有危险。", "{names}: this doubles a medicine and is dangerous."
    ),
    ("duplicate", "major"): local(
        "{names}重复了，先别都吃。", "{names}: this doubles a medicine; please do not take both for now."
    ),
    ("duplicate", "moderate"): local("{names}作用重复。", "{names}: they do the same."),
    ("duplicate", "minor"): local("{names}有些重复。", "{names}: they do partly the same."),
    ("allergy", "contraindicated"): local(
        "您对药过敏，{names}不要吃。", "With your allergy, {names} is not to be taken."
    ),
    ("allergy", "major"): local(
        "您对药过敏，{names}也可能过敏。", "With your allergy, {names} may bring a reaction too."
    ),
    ("allergy", "moderate"): local(
        "您对药过敏，用{names}前先说一声。", "With your allergy, tell them before you use {names}."
    ),
    ("allergy", "minor"): local("您对药过敏，{names}多数能用。", "With your allergy, {names} can mostly be used."),
    ("pregnancy", "contraindicated"): local(
        "怀孕期间，{names}不能自己用。", "In pregnancy {names} is not to be used on your own."
    ),
    ("pregnancy", "major"): local("怀孕期间，{names}一般不用。", "In pregnancy {names} is generally not used."),
    ("pregnancy", "moderate"): local("怀孕期间用{names}，先问医生。", "In pregnancy, ask before using {names}."),
    ("pregnancy", "minor"): local(
        "怀孕期间，{names}可以在医生指导下短期用。", "In pregnancy {names} may be used briefly, under a doctor."
    ),
    ("breastfeeding", "contraindicated"): local(
        "喂奶期间，{names}不能用。", "While breastfeeding, {names} is not to be used."
    ),
    ("breastfeeding", "major"): local(
        "喂奶期间，{names}一般不用。", "While breastfeeding, {names} is generally not used."
    ),
    ("breastfeeding", "moderate"): local(
        "喂奶期间用{names}，先问一声。", "While breastfeeding, ask before using {names}."
    ),
    ("age", "contraindicated"): local("这个年龄不能用{names}。", "At this age {names} is not to be used."),
    ("age", "major"): local("这个年龄用{names}要很小心。", "At this age {names} needs great care."),
    ("age", "moderate"): local("这个年龄用{names}要留意。", "At this age {names} needs some care."),
    ("age", "minor"): local("这个年龄用{names}，有一点要知道。", "At this age there is one thing to know of {names}."),
    ("condition", "contraindicated"): local(
        "{conditions}的人，{names}一般不能用。", "With {conditions}, {names} is generally not to be used."
    ),
    ("condition", "major"): local(
        "{conditions}的人，用{names}要很小心。", "With {conditions}, {names} needs great care."
    ),
    ("condition", "moderate"): local(
        "{conditions}的人，用{names}要留意。", "With {conditions}, {names} needs some care."
    ),
    ("condition", "minor"): local(
        "{conditions}的人，用{names}有一点要知道。", "With {conditions}, there is one thing to know of {names}."
    ),
}
NOTE: Final = local("{names}：", "{names}: ")
UNCERTAIN: Final = local("要看具体是哪一种，先按最要当心的说：", "It depends on which one; the gravest first: ")
JOIN: Final = local("和", " and ")
NOTHING_FOUND: Final = local(
    "{names}：我这里没有查到要紧的冲突。没查到不等于一定没有，请把在吃的药都告诉药师，照说明书吃。",
    "{names}: I find nothing of weight against it here. That is no proof that there is nothing: tell a "
    "pharmacist of all you take, and follow the leaflet.",
)
ALCOHOL: Final = local(
    "吃药这段时间最好都不喝酒。头孢、甲硝唑、安眠药、降糖药、退烧药、抗凝药和酒碰到一起会有危险。告诉我是哪种药，我再细看。",
    "Better no alcohol while taking medicines. With cephalosporins, metronidazole, sleeping tablets, "
    "diabetes medicines, paracetamol and blood thinners it may be dangerous. Tell me which one and I "
    "will look closer.",
)
NOTHING_FOUND_CLASS: Final = local(
    "{names}说的是一类药，要看具体是哪一种。请告诉我盒子上的名字，或者拿给药师看。",
    "{names} is a kind of medicine, and it depends on which one. Tell me the name on the box, or show it "
    "to a pharmacist.",
)
WHICH: Final = local(
    "请告诉我是哪种药，说盒子上的名字就行，也可以拿着药盒问药师。",
    "Which medicine is it? The name on the box will do; a pharmacist can look at the box as well.",
)
SUSPECT: Final = local("您写的“{said}”，说的是不是{meant}？", "You wrote “{said}”: do you mean {meant}?")
OR: Final = local("还是", " or ")
UNKNOWN: Final = local(
    "“{name}”我这里没有资料，说不准它和别的药合不合。请把药盒给药师或医生看一看再用。",
    "I have nothing on “{name}” and cannot say how it goes with others. Please show the box to a "
    "pharmacist or doctor before using it.",
)
DOSE: Final = local(
    "{names}吃多少、吃几次，我不能替您定，因人而异。看盒子和说明书，或者问开药的医生、药师；已经开好的量，不要自己改。",
    "How much of {names} and how often is not mine to say, as it differs from person to person. See the "
    "box and leaflet, or ask the doctor or pharmacist; please do not change what was prescribed.",
)
DOSE_CHILD: Final = local(
    "孩子的量要按体重算，更不能照大人的减，请问儿科医生或药师。",
    "A child's amount goes by weight and is no cut-down adult one; please ask a paediatrician or pharmacist.",
)
STOP: Final = local(
    "{names}要不要停、能不能换，请先问开药的医生，突然自己停可能有危险。觉得不舒服，今天就联系医生。",
    "Whether {names} may be ended or changed is for the doctor who prescribed it; ending it suddenly on "
    "your own may be dangerous. If you feel unwell on it, talk to the doctor today.",
)
ON_LEAFLET: Final = local(
    "{names}饭前还是饭后、什么时候吃，我这里没有把握，请看说明书“用法”那一段，或问药师。",
    "I am not sure whether {names} goes before or after food; see the leaflet, or ask a pharmacist.",
)
MISSED_LEAFLET: Final = local(
    "{names}忘了吃怎么补，每种药不一样，请看说明书或问药师。别一次吃两次的量。",
    "What to do about a forgotten {names} differs from one medicine to another: see the leaflet or ask a "
    "pharmacist. Never take two at once.",
)
DRIVE_NOTHING: Final = local(
    "{names}我这里没有查到影响开车的提醒。头一次吃，先看看自己困不困、晕不晕再说。",
    "I find no warning about driving for {names}. When it is new to you, see first whether it makes you "
    "drowsy or dizzy.",
)
EFFECTS_NOTHING: Final = local(
    "{names}的副作用请看说明书“不良反应”那一段。起疹子、喘不上气、脸或嘴唇肿，马上打120。",
    "For side effects of {names} see the leaflet. For a rash with breathlessness or swelling of face or "
    "lips, call 120.",
)
SAME: Final = local(
    "{names}是同一种成分的药，不要当成两种一起吃。",
    "{names} are the same ingredient under two names; do not take both.",
)
NOT_SAME: Final = local(
    "{names}我这里查到不是同一种成分。是不是作用重复，拿药盒问一下药师最稳妥。",
    "{names}: as far as I know not the same ingredient. Whether they do the same is best asked of a "
    "pharmacist with the boxes.",
)
HOLDS: Final = local("{name}里有{parts}。", "{name} holds {parts}.")
IS_KIND: Final = local("{name}属于{kind}。", "{name} belongs to: {kind}.")
GUESSED_CHILD: Final = local(
    "您没说孩子多大，先按小宝宝来说。", "You did not say how old the child is, so I take a small one."
)
TOO_MUCH: Final = local(
    "{names}：您说的这个量，比说明书里一天最多的还多，可能中毒。现在就打120，或马上去最近的急诊，带上药盒。不要自己催吐，不要等症状出来。",
    "{names}: what you say is more than any leaflet gives for a day and may poison. Call 120 now, or go "
    "to the nearest emergency department with the box. Do not try to vomit and do not wait for symptoms.",
)
REACTION: Final = local(
    "吃了{names}以后不舒服，可能跟药有关。今天就联系医生或药师，下一次吃之前先问好；抗凝药、癫痫药、激素、心脏和血压的药、胰岛素不要自己停。起疹子、"
    "嘴里破、发烧、眼黄尿黄，今天就去医院；喘不上气、嘴唇舌头肿、头晕要倒，马上打120。",
    "Feeling unwell after {names} may come from it. Talk to a doctor or pharmacist today, and ask before you take the "
    "next one; blood thinners, medicines for epilepsy, steroids, medicines for heart and pressure and insulin are not to "
    "be ended on your own. For a rash, mouth sores, fever or yellow eyes go to hospital today; for trouble breathing, "
    "swollen lips or tongue or near-fainting call 120.",
)
WHICH_TO_TAKE: Final = local(
    "吃什么药，我不替您选，要看是什么病。自己买药时，告诉药师您的年龄、在吃的药、过敏和得过的病；一次只买一种，别几种感冒药、止痛药叠着吃。",
    "Which medicine to take depends on what it is, and is not mine to choose. When you buy one, tell the pharmacist your "
    "age, what you take, your allergies and illnesses; buy one at a time and do not add up cold and pain remedies.",
)
SHELF: Final = {
    "nsaid_class": local("布洛芬这类止痛药", "painkillers such as ibuprofen"),
    "cold_remedy": local("复方感冒药", "combined cold remedies"),
}
"""What people buy by themselves for pain, fever and colds, by class."""
TAKEN_MORE: Final = local(
    "{names}多吃了：下一次先别急着吃，现在就打电话问医生或药师，拿着药盒说清多吃了多少、几点吃的。降糖药、心脏和血压的药、抗凝药、安眠镇静药、"
    "秋水仙碱、甲氨蝶呤，或者吃的人是孩子，就直接去急诊或打120，别等不舒服。",
    "More of {names} than meant: hold the next one until you have asked. Ring a doctor or pharmacist now with the box "
    "in your hand, and say how much and when. With medicines for sugar, heart, pressure, blood clots or sleep, with "
    "colchicine or methotrexate, or in a child, go to an emergency department or call 120 and do not wait to feel ill.",
)
POISON_OTHER: Final = local(
    "听起来是另一个人中毒了，先救人：现在就打120，照下面说的做。别的等人安全了再说。",
    "It sounds as if somebody else is poisoned; that comes first: call 120 now and do as said below. The rest can wait "
    "until they are safe.",
)
CHILD_SWALLOWED: Final = local(
    "孩子误吃了药，一片也可能出事，有的几小时后才发作。现在就打120，或马上去最近的急诊，带上药盒和剩下的药，记下几点吃的、吃了多少。不要催吐，"
    "不要灌水，身边别离人。",
    "A medicine that a child swallowed may do harm even as a single tablet, and some act only after hours. Call 120 "
    "now, or go to the nearest emergency department with the box and what is left, and note when and how much. No "
    "vomiting, no forced water, and stay with the child.",
)
CANNOT_BE: Final = local(
    "{names}：您写的这个量不太可能，是不是单位写错了？请看看盒子上的数再告诉我。如果真的吃了这么多，马上打120。",
    "{names}: this amount can hardly be right; is it the unit? Please look at the box and tell me. If "
    "that much was really taken, call 120 now.",
)
MUCH: Final = local(
    "{names}：您说的这么多，是一次吃下去的吗？如果是一次吃的，马上打120或去急诊，带上药盒；如果是分几天吃的，请告诉我。",
    "{names}: was all that taken at once? If so, call 120 or go to an emergency department with the box; "
    "if it was over days, tell me.",
)
AMOUNT_NOTED: Final = local(
    "好的，知道了。每天的量别超过说明书；觉得不舒服，今天就联系医生。",
    "Thank you, noted. Keep to what the leaflet gives for a day; if you feel unwell, talk to a doctor today.",
)
TOO_MUCH_ASKED: Final = local(
    "{names}：这个量太多了，可能中毒，不要这样吃。如果已经吃了，马上打120；如果心里难受、不想活，拨12356，我也在听。",
    "{names}: that is too much and may poison; please do not. If it was taken, call 120 now. If you feel "
    "that you cannot go on, ring 12356; I am listening too.",
)
URGENT_PAIR: Final = local(
    "这些药已经吃下去了，又有不舒服，先打120或马上去急诊，带上药盒。",
    "These were taken and there are symptoms: call 120 or go to an emergency department now, with the boxes.",
)
UNCHANGED: Final = local("好的，记下了，上面说的不变。", "Thank you, noted; what I said above stands.")
BOXES: Final = local(
    "照片上是药盒，我认到的是：{names}。不对的话请告诉我。",
    "The photo shows medicine boxes; I read: {names}. Tell me if that is wrong.",
)
BOXES_UNKNOWN: Final = local(
    "照片上是药盒，可是药名我没认出来。请把盒子上的通用名称打给我，或拿给药师看。",
    "The photo shows a medicine box, but I could not make out which. Type the generic name for me, or show it to a pharmacist.",
)
SHARE: Final = local(
    "这只是提醒，开药的医生和药师说了算。", "This is a reminder; your doctor and pharmacist have the say."
)
ALLERGY_ASK: Final = local("您对哪种药过敏过吗？", "Have you ever had an allergy to a medicine?")
ALLERGY_WHICH: Final = local("是对哪种药过敏？直接说药名就行。", "Which medicine was it? Just the name will do.")
ALLERGY_CHIPS: Final = (
    local("青霉素类", "penicillins"),
    local("头孢类", "cephalosporins"),
    local("磺胺类", "sulfonamides"),
    local("阿司匹林、布洛芬这类止痛药", "painkillers such as aspirin or ibuprofen"),
)
PREGNANT_ASK: Final = local("您现在怀孕了，或者可能怀孕吗？", "Are you pregnant, or might you be?")
BREASTFEEDING_ASK: Final = local("您现在在喂奶吗？", "Are you breastfeeding?")
ASK_WHY: Final = local("知道这一点，才好说这个药合不合适。", "With this I can say better whether the medicine suits.")
OTHERS_ASK: Final = local(
    "平时还在吃别的药吗？说出来我一起看。", "Do you take any other medicines? Tell me and I will look at them together."
)
OVERVIEW: Final = local("您说的药里，要当心的有这些：", "Among the medicines you named, these need care:")
NOTE_TITLE: Final = local(
    "用药提醒（按自述药名查出，未核对）：", "Medicine cautions (from names as told, not checked): "
)
"""The heading of the doctor's lines."""
