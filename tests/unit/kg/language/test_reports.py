"""Reports: what is seen at a place, over the words between; what denies it, what is slight, and what is no report at all."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.language.mentions.reports import report_words
from kg.schema import Person, Sex
from kg.text import understand

WOMAN = Person(age_days=52 * 365, sex=Sex.FEMALE)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def told(knowledge, text: str, person: Person = WOMAN) -> dict[str, str]:
    return {each.id: each.status.value for each in understand(knowledge.lexicon, text, person=person).findings}


def test_every_finding_that_reports_make_is_one_of_the_graph(knowledge) -> None:
    made = {finding for those in report_words().pairs.values() for finding, _ in those}
    assert made <= set(knowledge.graph.findings)
    assert len(made) > 50


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("彩超示甲状腺右叶中部探及一大小约12×9mm的实性结节", "neck_lump"),
        ("胸部增强CT：左肺下叶背段可见分叶状肿块，大小约4.1cm", "chest_shadow.mass"),
        ("CT示右肺中叶及左肺舌段散在磨玻璃样小结节", "lung_nodule"),
        ("复查胸片，左肺下野大片状模糊影，考虑感染性病变", "chest_shadow"),
        ("CT平扫：右肺上叶尖后段厚壁空洞", "lung_cavity"),
        ("膀胱镜检查：右侧输尿管口旁见2cm乳头状新生物，带蒂", "report.bladder_mass"),
        ("膀胱镜检查结果：\n- 顶壁见菜花样肿物", "report.bladder_mass"),
        ("肠镜插至横结肠，见一环周生长的肿物，表面溃烂，管腔变窄", "report.bowel_mass"),
        ("胃镜：胃角可见一4cm巨大肿物", "report.stomach_mass"),
        ("腹部增强CT：胰体部见类圆形低密度肿块", "report.pancreas_mass"),
        ("B超：胆总管下段可见1.1cm强回声伴声影", "report.bile_duct_stone"),
        ("B超：肝右后叶探及5cm低回声包块", "liver_mass"),
        ("超声提示左侧附件区可见8cm大小的囊实性包块", "scan.adnexal_mass"),
        ("超声见囊肿一个，约4cm，位于右侧卵巢", "scan.adnexal_mass"),
        ("妇科彩超：子宫前壁肌层内见4.3cm低回声结节，边界清", "scan.womb_mass"),
        ("盆腔超声：宫腔内未见妊娠囊", "scan.no_sac"),
        ("子宫输卵管造影：右侧输卵管近段梗阻，左侧通畅", "scan.tube_dilated"),
        ("头颅MRA：左侧大脑中动脉主干未显影", "report.brain_vessel"),
        ("头颅CT：右侧基底节可见3cm类圆形血肿", "report.brain_blood"),
        ("MRI：左侧顶叶弥散受限", "report.fresh_infarct"),
        ("头颅磁共振：左侧基底节DWI呈高信号", "report.fresh_infarct"),
        ("磁共振示右侧小脑新鲜梗死", "report.fresh_infarct"),
        ("MRI：前列腺外周带DWI高信号", "report.prostate_nodule"),
        ("MRI: restricted diffusion in the left thalamus", "report.fresh_infarct"),
        ("MRI：左侧基底节陈旧性脑梗死", "report.old_infarct"),
        ("心脏彩超：右心房及右心室明显增大", "echo_abnormal.high_lung_pressure"),
        ("冠脉造影：前降支中段重度狭窄约90%", "report.coronary_narrowed"),
        ("乳腺钼靶：右乳外上象限高密度肿块影", "breast_lump"),
        ("CT示纵隔内多枚肿大淋巴结", "hilar_nodes"),
        ("MRI：前交叉韧带近端部分撕裂", "tendon_tear_imaging"),
        ("X线：左侧桡骨远端骨皮质中断", "fracture_line"),
        ("肛门指诊后肛镜：肛管前正中见一纵行裂口", "named.anal_fissure.report"),
        ("肌电图：双下肢运动神经传导速度减慢", "emg_nerve_damage"),
        ("检测结果：HPV 58型阳性", "hpv_positive"),
        ("液基薄层细胞检测提示不典型鳞状上皮细胞", "hpv_positive"),
        ("胸水细胞学：查到大量异型细胞", "report.malignant_cells"),
        ("病理：送检组织见干酪样坏死", "report.tb_tissue"),
        ("CT scan: a 4 cm spiculated growth in the right lung", "chest_shadow.mass"),
        ("CT：左肺下叶支气管呈柱状扩张", "named.bronchiectasis.report"),
        ("胸片：左肺受气体压缩约40%", "named.pneumothorax.report"),
        ("冠脉造影提示双支病变", "report.coronary_narrowed"),
        ("CT：胰腺弥漫肿大，周围脂肪间隙欠清", "report.pancreas_swollen"),
        ("CT示中线移位", "report.brain_mass"),
        ("腰椎MRI：L5/S1间盘突出，硬膜囊受压", "named.lumbar_disc_herniation.report"),
        ("下肢血管CTA：左侧股浅动脉中段闭塞", "named.peripheral_arterial_disease.report"),
        ("耳内镜：右侧鼓膜明显外凸", "named.acute_otitis_media.report"),
        ("裂隙灯：双眼晶状体皮质混浊", "named.cataract.report"),
        ("裂隙灯：前房闪辉阳性", "named.uveitis.report"),
        ("外周血涂片：原始细胞15%", "named.acute_leukaemia.report"),
        ("超声：右侧睾丸内见2cm低回声团块", "testicular_lump"),
        ("CT：前纵隔见5cm软组织肿块", "mediastinal_mass"),
        ("B超：幽门管肌层增厚约5mm", "named.pyloric_stenosis.report"),
        ("活检病理：（结肠）中分化腺癌", "report.malignant_cells"),
        ("中段尿培养：奇异变形杆菌", "urine_bacteria_report"),
        ("查体：墨菲征阳性", "murphy_sign"),
    ],
)
def test_what_is_seen_at_a_place_is_heard(knowledge, text: str, finding: str) -> None:
    assert told(knowledge, text).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("CT：双肺野清晰，未见明确肿块及实变", "chest_shadow.mass"),
        ("B超：肝内未探及占位", "liver_mass"),
        ("超声：双侧附件区未见明显包块", "scan.adnexal_mass"),
        ("膀胱镜：膀胱各壁光滑，无新生物", "report.bladder_mass"),
        ("胸片：双侧胸腔无积液", "pleural_fluid"),
        ("超声：睾丸内未见占位", "testicular_lump"),
    ],
)
def test_what_is_not_seen_is_denied(knowledge, text: str, finding: str) -> None:
    assert told(knowledge, text).get(finding) == "absent"


def test_one_clear_side_denies_nothing_of_the_other(knowledge) -> None:
    assert told(knowledge, "CT：左肺未见结节，右肺下叶见一8mm结节")["lung_nodule"] == "present"


def test_what_one_statement_is_about_is_not_carried_into_the_next(knowledge) -> None:
    found = told(knowledge, "B超：膀胱充盈可。\n双肾：未见异常。\n另见肿块")
    assert "report.bladder_mass" not in found
    assert "scan.kidney_mass" not in found


@pytest.mark.parametrize(
    ("text", "not_this"),
    [
        ("CT：左肺下叶软组织肿块影", "limb_mass_deep"),
        ("妇检：宫颈见一囊肿及低回声结节", "neck_lump"),
        ("CT示右肺中叶炎性渗出", "named.pneumonia.report"),
        ("肌电图：上肢周围神经损害", "named.nerve_injury_trauma.report"),
        ("CT：肺动脉主干增宽，肾上腺结节", "lung_nodule"),
        ("超声心动图：三尖瓣少量反流，二尖瓣轻微反流", "named.mitral_regurgitation.report"),
        ("CT：左侧第4-6肋骨骨折", "injury.ankle_sprain"),
        ("肝内低密度灶伴环形强化", "report.brain_mass"),
        ("B超：幽门肌层增厚", "scan.womb_bulky"),
        ("喉镜：会厌充血肿胀", "bruise_lump"),
        ("头颅MRI：左侧颞叶占位，病灶周围水肿", "edema"),
        ("CT：小肠肠壁水肿", "edema"),
        ("喉部病理：鳞状细胞癌", "named.basal_cell_carcinoma.report"),
        ("CTA：肠系膜上动脉栓塞", "named.acute_limb_ischaemia.report"),
        ("出院后吸入支气管扩张剂", "named.bronchiectasis"),
        ("化验：CRP 35 mg/L", "named.complex_regional_pain"),
    ],
)
def test_words_of_a_report_are_not_heard_as_something_else(knowledge, text: str, not_this: str) -> None:
    assert told(knowledge, text).get(not_this) != "present"


def test_a_leak_that_is_not_slight_is_named(knowledge) -> None:
    assert told(knowledge, "心脏彩超：二尖瓣重度关闭不全")["named.mitral_regurgitation.report"] == "present"


def test_what_a_resident_says_of_a_place_is_no_report(knowledge) -> None:
    assert "liver_mass" not in told(knowledge, "我老担心肝上会不会长肿块")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("龟头边上冒出好几个肉疙瘩", "genital_growths"),
        ("两脚发麻，这种麻木两天里一直向上蔓延", "limb_weakness.ascending"),
        ("剖腹产的切口那儿一到例假就胀痛", "scar_pain_cyclic"),
    ],
)
def test_what_residents_say_so_too_needs_no_report(knowledge, text: str, finding: str) -> None:
    assert told(knowledge, text).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("肺动脉CTA：右下肺动脉分支内充盈缺损", "named.pulmonary_embolism.report"),
        ("下肢彩超：右侧腘静脉管腔内见低回声充填，探头不能压闭", "named.deep_vein_thrombosis.report"),
        ("阴囊彩超：右侧睾丸内未见血流信号", "named.testicular_torsion.report"),
        ("立位腹平片：左侧膈下可见弧形游离气体", "report.free_air"),
        ("B超：胎盘位于后壁，下缘覆盖宫颈内口", "scan.low_placenta"),
    ],
)
def test_signs_that_are_the_diagnosis_are_heard(knowledge, text: str, finding: str) -> None:
    assert told(knowledge, text).get(finding) == "present"


def test_air_under_the_diaphragm_is_no_blood_in_the_head(knowledge) -> None:
    assert "report.brain_blood" not in told(knowledge, "腹部平片：膈下新月形气体影")


def test_of_two_results_the_abnormal_one_counts(knowledge) -> None:
    found = told(knowledge, "超声：甲状腺左叶结节，TI-RADS 5类；右叶结节，TI-RADS 2类")
    assert found["lab.tirads.positive"] == "present"
