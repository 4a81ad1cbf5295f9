"""What a finding of a report is, in one plain sentence: the graph's words for a named disease, our own for what examiners see.

The sentences here say what a thing is and how much it means alone; none says that a person has a disease. Each group names its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from agents.words import local
from kg.graph import Graph
from kg.schema import DiseaseId, FindingId, Lang, LocalText

_SEEN: Final[dict[str, LocalText]] = {
    # AHA/ACCF/HRS recommendations for the standardisation and interpretation of the ECG, 2009
    "ecg_abnormal.st_t": local(
        "心电波形有些改变，很多情况都会有，单看它说明不了什么，有胸闷胸痛就要马上看。",
        "The tracing differs a little. Many things do that, and alone it says little; with chest pain see a doctor at once.",
    ),
    # ESC guidelines for acute coronary syndromes, 2023
    "ecg_abnormal.st_t.elevated": local(
        "心电图上有一段抬高了。有的人天生如此，可也是心脏血管堵住时的样子；有胸闷、出汗、气短马上打120，没有也今天去看。",
        "A part of the tracing is raised. Some people have it from birth, but a blocked heart vessel looks so too: with chest "
        "discomfort, sweating or breathlessness call 120 at once, and without them see a doctor today.",
    ),
    "ecg_abnormal.st_t.depressed": local(
        "心电图上有一段压低了，可能是心脏缺血，要和以前的图比；正胸闷胸痛就马上去急诊。",
        "A part of the tracing is lowered, as when the heart lacks blood; it has to be compared with earlier ones. With chest "
        "discomfort now go to an emergency department.",
    ),
    "ecg_abnormal.left_block": local(
        "心脏左边的电信号传得慢，要和以前的图比；是新出现的或有胸闷，要尽快看。",
        "Signals on the heart's left side are slow; it has to be compared with earlier tracings. If new, or with chest discomfort, "
        "it needs seeing soon.",
    ),
    "ecg_abnormal.q_wave": local(
        "像是心肌以前受过伤的痕迹，也可能是画图的位置引起的，要请医生对照病史看。",
        "It may be the mark of an old injury to the heart muscle, or of how the tracing was taken; a doctor compares it with the history.",
    ),
    "ecg_abnormal.lvh": local(
        "提示心脏主要的那个腔可能偏厚或用力偏大，血压高的人常见。",
        "The heart's main chamber may be thick or work hard; common with high blood pressure.",
    ),
    "ecg_abnormal.right_strain": local(
        "右边心脏的电信号传得慢些或负担重些，有的人天生如此，要结合有没有气短来看。",
        "Signals on the heart's right side are slow or it works harder; some are born so, and breathlessness makes it matter.",
    ),
    "ecg_abnormal.long_qt": local(
        "心脏每跳后恢复得慢，有些药会加重，吃药前要告诉医生。",
        "The heart recovers slowly after each beat; some medicines make it worse, so tell every doctor.",
    ),
    "ecg_abnormal.pause_block": local(
        "心跳中间有停顿，有头晕、眼前发黑就要尽快看。",
        "There are pauses between beats; with dizziness or faintness it needs seeing soon.",
    ),
    # Fleischner Society guidelines for incidental pulmonary nodules, 2017; BTS pleural disease guideline, 2023
    "lung_nodule": local(
        "肺里有个小结节，多数是良性的，要按大小和样子定期看变化。",
        "A small spot in the lung. Most are harmless; size and look decide when it is looked at again.",
    ),
    "lung_ground_glass": local(
        "肺里有一片淡淡的影，发炎时常见，一直不消要复查。",
        "A faint haze in the lung, common with inflammation; if it stays it is looked at again.",
    ),
    "chest_shadow": local(
        "片子上肺里有一片影，发炎时最常见，要结合咳嗽发热看。",
        "A shadow in the lung, most often inflammation; cough and fever matter.",
    ),
    "pleural_fluid": local(
        "肺和胸壁之间有水，要找出水从哪里来。", "There is fluid around the lung; its cause has to be found."
    ),
    "lung_cavity": local(
        "肺里有个空腔，要查清是感染还是别的原因。",
        "There is a hollow in the lung; infection or another cause has to be found.",
    ),
    "lung_hyperinflation": local(
        "肺里气多、撑得大，长期抽烟的人常见。", "The lungs hold too much air, common after years of smoking."
    ),
    "hilar_nodes": local(
        "胸腔里的淋巴结偏大，要医生看要不要再查。",
        "Lymph nodes in the chest are large; a doctor decides on further tests.",
    ),
    "cardiomegaly": local(
        "片子上心脏的影子偏大，一般再做心脏彩超看看。",
        "The heart looks large on the film; a heart ultrasound usually follows.",
    ),
    "pericardial_fluid": local(
        "心脏外面的膜里有水，多少要紧，气短要马上看。",
        "There is fluid around the heart; how much matters, and with breathlessness it is urgent.",
    ),
    # AAOS and NASS patient information; Brinjikji et al. 2015 on findings of spines without pain
    "disc_bulge_imaging": local(
        "腰或颈椎的垫子往外鼓，没有症状的人也常见，要看有没有压到神经。",
        "A disc of the spine bulges. People without pain often have it too; pressure on a nerve is what matters.",
    ),
    "joint_space_narrow": local("关节磨损、长了骨刺，年纪大了常见。", "Wear of the joint with spurs, common with age."),
    "fracture_line": local(
        "片子上看到骨头裂开的线，要固定好，尽快请骨科看。",
        "The film shows a line of a break; keep it still and see an orthopaedic doctor soon.",
    ),
    "joint_fluid_imaging": local(
        "关节里水多了，发炎、扭伤都会有。", "There is fluid in the joint, as after inflammation or a sprain."
    ),
    # EASL and EFSUMB; ESGAR/EAES/EFISDS/ESGE guideline on gallbladder polyps, 2022
    "report.gallbladder_polyp": local(
        "胆囊里面长了小肉样的东西，小的多数是良性的，定期复查大小。",
        "A small growth in the gallbladder; small ones are mostly harmless and watched for size.",
    ),
    "report.gallbladder_thick": local(
        "胆囊壁厚、不光滑，发炎或刚吃过饭都会这样。",
        "The gallbladder's wall is thick, from inflammation or a meal shortly before.",
    ),
    "report.liver_cystic": local(
        "肝里有个水泡，一般没有关系，多数不用治。", "A cyst in the liver, usually harmless and left alone."
    ),
    "liver_mass": local(
        "肝里看到一个结节，是什么要再查，不少是良性的。",
        "A spot in the liver; what it is needs a further look, and many are harmless.",
    ),
    # EAU guidelines on urolithiasis, 2024
    "scan.kidney_stone": local(
        "肾或尿管里有石头，小的多数能自己排出来，痛得厉害或发烧要马上看。",
        "A stone in kidney or ureter. Small ones mostly pass; great pain or fever is urgent.",
    ),
    "scan.hydronephrosis": local(
        "尿排得不畅，肾里积了水，要找出哪里不通。",
        "Urine does not drain well and the kidney is swollen; what blocks it has to be found.",
    ),
    # ATA guidelines on thyroid nodules 2015 and ACR TI-RADS 2017; ACR BI-RADS atlas, 5th edition
    "neck_lump": local(
        "甲状腺或脖子里有个结节，多数是良性的；报告上的分级（如TI-RADS）越低越放心，按医生说的时间复查。",
        "A nodule in the thyroid or neck. Most are harmless; the lower the report's grade (such as TI-RADS) the better. Have it checked "
        "again when the doctor says.",
    ),
    "breast_lump": local(
        "乳腺里有个结节，多数是良性的；BI-RADS 2类是良性，3类多半良性、要按时复查，4类及以上要尽快请专科看。",
        "A nodule in the breast; most are harmless. BI-RADS 2 is harmless, 3 probably so and checked on time, 4 and above needs a "
        "specialist soon.",
    ),
    # ESC guidelines on dyslipidaemias, 2019; ASE recommendations on diastolic function 2016 and on native valves 2017
    "carotid_plaque": local(
        "脖子里的血管壁上有斑块，说明血管在老化，要管好血压、血脂、血糖，不抽烟，药由医生定。",
        "A plaque in a neck artery: the vessels are ageing. Pressure, lipids, sugar and tobacco matter; medicines are the doctor's.",
    ),
    "echo_abnormal.stiff": local(
        "心脏放松得慢一点，年纪大、血压高的人常见，单看它多半不要紧。",
        "The heart relaxes a little slowly, common with age and high blood pressure; alone it mostly matters little.",
    ),
    "echo_abnormal.valve_lesion": local(
        "心脏的门（瓣膜）有改变；轻度反流很常见，一般不用治，中度以上要请心内科看。",
        "A valve of the heart differs. A slight leak is common and mostly left alone; a moderate one or more is a cardiologist's.",
    ),
    # NASS patient information; ESHRE/ISUOG statements on adnexal masses, 2021
    "report.neck_spine_worn": local(
        "颈椎有磨损，年纪大了常见，和脖子疼不一定有关；手脚发麻没劲、走路不稳要尽快看。",
        "Wear of the neck's spine, common with age and not always the cause of pain; numb or weak limbs or unsteady walking need "
        "seeing soon.",
    ),
    "scan.adnexal_mass": local(
        "卵巢或旁边有个包块，年轻人里不少是会自己消的囊肿，要按大小和样子复查；突然剧痛马上去急诊。",
        "A mass at the ovary. In younger women many are cysts that go by themselves; size and look decide. With sudden strong pain go "
        "to an emergency department.",
    ),
    "scan.thick_endometrium": local(
        "子宫内膜偏厚，和月经周期、激素有关；绝经后或出血不规则的，要请妇科查清。",
        "The lining of the womb is thick, as it is at times of the cycle; after the menopause or with irregular bleeding it needs a "
        "gynaecologist.",
    ),
    # Cannot wait: ACR practice parameter for communication of diagnostic imaging findings, 2020
    "report.brain_blood": local(
        "脑里或脑外面可能有血，要马上去急诊。",
        "There may be blood in or around the brain; go to an emergency department now.",
    ),
    "report.free_air": local(
        "肚子里可能有跑出来的气，胃肠可能破了，要马上去急诊。",
        "There may be air outside the bowel, which may be torn; go to an emergency department now.",
    ),
}
_NOT_BESIDE: Final[dict[str, frozenset[str]]] = {"lung_nodule": frozenset({"chest_shadow", "lung_ground_glass"})}
"""Beside the key, these say the same thing less well: a ground-glass nodule is a nodule, and no shadow of an inflammation."""
_NAMED: Final = re.compile(r"^named\.(?P<disease>[a-z0-9_]+?)(?:\.report)?$")


def plain_of(graph: Graph, findings: Iterable[FindingId], lang: Lang) -> str:
    """Answer one or two plain sentences for the findings of a statement; empty when the graph has no words for them."""
    answer: list[str] = []
    those = tuple(findings)
    unsaid = frozenset[str]().union(*(_NOT_BESIDE.get(each, frozenset()) for each in those))
    for finding in (each for each in those if each not in unsaid):
        named = _NAMED.match(finding)
        disease = graph.diseases.get(DiseaseId(named["disease"])) if named is not None else None
        if disease is not None:
            answer.append(disease.lay.in_(lang))
        elif finding in _SEEN:
            answer.append(_SEEN[finding].in_(lang))
    return ("" if lang == "zh" else " ").join(dict.fromkeys(answer[:2]))
